"""E-mail by the mail server of the installation, or by whatever sender django-anymail puts in its place."""

from email.utils import parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from ssl import SSLError

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from declarations import emails
from declarations.post import mime
from declarations.post.errors import NeverAsItIs, NotNow, OutOfReach, WrongAddress

PERMANENT = 500  # SMTP answers from here on mean never, those below mean not now (RFC 5321, 4.2.1)
TOO_MANY = 429
REFUSALS = 400  # answers of a service below this are neither yes nor no
TAKEN = {"sent", "queued"}


class Smtp:
    """One connection, opened when the first message needs it."""

    name = "smtp"

    def __init__(self):
        self.connection = get_connection()
        self.is_server = isinstance(self.connection, EmailBackend)

    @cached_property
    def sender(self):
        """Whom the mail server tells what it could not deliver."""
        return mime.address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])

    def close(self):
        self.connection.close()

    def send(self, message, rendered):
        """The sender's own number for this message, where it gives one. Raises NotSent."""
        email = emails.compose(message, rendered, self.connection)
        try:
            self.connection.open()
            if self.is_server:
                self._give(email)
            else:
                email.send()
        except AnymailRecipientsRefused as error:
            raise _wrong_address() from error
        except AnymailAPIError as error:
            raise _from_service(error) from error
        except (SMTPException, OSError, ValueError) as error:
            raise _from_server(error) from error
        return _number(getattr(email, "anymail_status", None))

    def _give(self, email):
        """As Django would, with bytes that are made faster."""
        self.connection.connection.sendmail(self.sender, [mime.address(email.to[0])], mime.written(email))


def _number(status):
    """The service's own number; a mail server gives none. A service that does not say yes has not taken it."""
    if status is None:
        return ""
    if not status.message_id and not (status.status or set()) & TAKEN:
        raise NeverAsItIs(_("The mail service did not say that it took the message."))
    return status.message_id or ""


def _wrong_address():
    return WrongAddress(_("The mail server says that this address takes no mail."))


def _from_service(error):
    code = getattr(error, "status_code", None)
    if code == TOO_MANY:
        return NotNow(_("The mail service takes no more messages just now."))
    if code is None or code < REFUSALS or code >= PERMANENT:
        return OutOfReach(_("The mail service cannot be reached."))
    if code in (401, 403):
        return OutOfReach(_("The mail service refuses the portal's key."))
    return NeverAsItIs(_("The mail service refused the message (%(code)s).") % {"code": code})


def _from_server(error):
    if isinstance(error, SMTPRecipientsRefused):
        if all(code >= PERMANENT for code, _said in error.recipients.values()):
            return _wrong_address()
        return NotNow(_("The mail server does not take mail for this address just now."))
    if isinstance(error, SMTPAuthenticationError):
        return OutOfReach(_("The mail server refuses the portal's name and password."))
    if isinstance(error, SMTPSenderRefused):
        return OutOfReach(_("The mail server takes no mail from the portal's address."))
    if isinstance(error, SSLError):  # some of these are ValueErrors, too
        return OutOfReach(_("No safe connection to the mail server can be made."))
    if isinstance(error, (SMTPConnectError, SMTPServerDisconnected)) or not isinstance(
        error, (SMTPException, ValueError)
    ):
        return OutOfReach(_("The mail server cannot be reached."))
    words = _("The mail server refused the message (%(error)s).") % {"error": type(error).__name__}
    for_good = isinstance(error, ValueError) or (isinstance(error, SMTPDataError) and error.smtp_code >= PERMANENT)
    return NeverAsItIs(words) if for_good else NotNow(words)
