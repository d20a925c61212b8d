"""GOV.UK Notify, with a school's own key: e-mails, texts and letters. What it says later of the first two comes to
views/carriers.py; of letters it tells nothing by itself, so post/letter_states.py asks.

The school makes its templates at Notify. E-mail: subject ((subject)), body ((before)), ((link)) and ((after)) as three
paragraphs. Text message: ((text)). Letter: heading ((subject)), the same three, and a paragraph QR: ((link)).
"""

import re
from http import HTTPStatus

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import APIError, InvalidResponse

from declarations.models import Message
from declarations.post.errors import NeverAsItIs, NotNow, OutOfReach, WrongAddress
from declarations.post.models import Way

TIMEOUT = 30  # seconds
LENGTH_OF_KEY = 73  # the service's id and the secret, with a hyphen between them; a name may stand before them
# How it begins to speak of an address, a number or a postal address: nothing will ever arrive there.
ADDRESSES = ("email_address", "phone_number", "personalisation address_line", "Must be a real", "Address ")
ADDRESSES += ("Last line of", "The first 2", "The last line")
NOT_LIVE = ("trial mode", "team-only")
LINES = 7  # of an address
QR_OF_OTHERS = re.compile(r"\bQR:", re.IGNORECASE)
# People's names stand in these; whoever chose one must not be able to put a link of theirs into a school's e-mail.
SANITISED = ["subject", "before", "after"]


class Notify:
    """One school's account."""

    def __init__(self, ways):
        self.ways = ways
        self.name = f"notify-{ways.organisation_id}"

    @cached_property
    def client(self):
        """Their package's, under the school's key; one connection for as long as this account is open."""
        if len(self.ways.notify_key) < LENGTH_OF_KEY:
            raise OutOfReach(_("There is no key of GOV.UK Notify: type it under Settings, Messages, By which way."))
        return NotificationsAPIClient(self.ways.notify_key, base_url=settings.NOTIFY_URL, timeout=TIMEOUT)

    def close(self):
        if "client" in vars(self):
            self.client.request_session.close()

    def send(self, message, rendered):
        """Notify's number for this message. Raises NotSent."""
        if message.takeovers and (earlier := self._sent_before(message)):
            return earlier
        sends, notification = self._written(message, rendered)
        try:
            return sends(**notification, reference=reference(message))["id"]
        except APIError as error:
            raise _refusal(error) from error

    def _sent_before(self, message):
        """Whether Notify has it already: the worker that sent it died before it could write that down."""
        try:
            found = self.client.get_all_notifications(reference=reference(message))["notifications"]
        except APIError as error:
            raise _refusal(error) from error
        return found[0]["id"] if found else ""

    def _written(self, message, rendered):
        """How the client sends this kind of message, and what."""
        if message.way == Way.TEXT:
            to = {"template_id": self.ways.text_template, "phone_number": message.to}
            return self.client.send_sms_notification, to | {"personalisation": {"text": rendered.text}}
        if message.way == Way.POST:
            return self.client.send_letter_notification, self._letter(message, rendered)
        before, after = rendered.around_link()
        words = {"subject": rendered.subject, "before": before, "link": rendered.link, "after": after}
        to = {"template_id": self.ways.email_template, "email_address": message.to}
        to |= {"email_reply_to_id": self.ways.reply_to or None, "sanitise_content_for": SANITISED}
        return self.client.send_email_notification, to | {"personalisation": words}

    def _letter(self, message, rendered):
        """Notify knows no `sanitise_content_for` here: what could be read as a QR code or placeholder is defused."""
        words = {"subject": rendered.subject, "link": rendered.link}
        words |= dict(zip(("before", "after"), map(_harmless, rendered.around_link()), strict=True))
        lines = [message.adult.full_name, *message.to.splitlines()][:LINES]
        address = {f"address_line_{number}": line for number, line in enumerate(lines, 1)}
        return {"template_id": self.ways.letter_template, "personalisation": words | address}

    def state_of(self, message):
        """(what it calls the state of this message, since when), or None when it knows it no more."""
        try:
            told = self.client.get_notification_by_id(message.reference)
        except APIError as error:
            if error.status_code == HTTPStatus.NOT_FOUND:
                return None
            raise _refusal(error) from error
        return str(told.get("status", "")), told.get("completed_at")


def reference(message):
    """Our name for a message at Notify, which sends it back to us."""
    return f"message-{message.pk}"


def referred_to(words):
    """The message that such a reference names, or None."""
    number = str(words).removeprefix("message-")
    return Message.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None


def _harmless(words):
    return QR_OF_OTHERS.sub("QR", words).replace("((", "( (")


def _refusal(error):
    """Which of our own errors an error of its client is: it calls what it could not reach a 503."""
    if error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return NotNow(_("GOV.UK Notify takes no more messages just now."))
    if isinstance(error, InvalidResponse) or error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OutOfReach(_("GOV.UK Notify cannot be reached."))
    if error.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return OutOfReach(_("GOV.UK Notify refuses the school's key."))
    said = " ".join(str(each.get("message", "")) for each in error.message or [] if isinstance(each, dict))
    if said.startswith(ADDRESSES):
        return WrongAddress(_("GOV.UK Notify says that this address or number is not one."))
    if any(words in said for words in NOT_LIVE):
        return OutOfReach(_("The account at GOV.UK Notify is in trial mode, or the key is for its team alone."))
    if "not allowed to send" in said:
        return NeverAsItIs(
            _("The account at GOV.UK Notify may not send this kind of message. Allow it in its settings.")
        )
    return NeverAsItIs(_("GOV.UK Notify refused the message. Look at the templates there."))
