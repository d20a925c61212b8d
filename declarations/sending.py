"""A message is claimed, sent and recorded. Twice is impossible; a failure gives the turn back."""

from datetime import timedelta
from smtplib import SMTPException

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import emails
from declarations.errors import CannotSendAgain
from declarations.models import Message
from organisations.models import Adult

# A claim older than this belongs to a worker that died. The one gap: it may have died between the
# mail server's yes and our note of it; then one e-mail goes out twice, with the same Message-ID.
CLAIM_LASTS = timedelta(minutes=10)
MOST_ATTEMPTS = 5


def messages_at(organisation):
    """The messages that this organisation's staff may see: its own; a trust's, those of its schools too."""
    return Message.objects.filter(organisation__in=organisation.reached())


def owed():
    """Messages that wait to be sent now, oldest first."""
    now = timezone.now()
    unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
    waiting = Message.objects.filter(
        unclaimed, sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True, send_after__lte=now
    )
    return waiting.order_by("send_after", "pk")


def send(message_id):
    """Send one message if it is owed. Returns whether it went out."""
    if not owed().filter(pk=message_id).update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    message = Message.objects.select_related("adult", "organisation", "declaration__request__version__policy").get(
        pk=message_id
    )
    if not _still_wanted(message):
        _note(message, cancelled_at=timezone.now())
        return False
    if not message.adult.email:
        _note(message, failed_at=timezone.now(), failure=_("There is no e-mail address on the roll."))
        return False
    return _deliver(message)


def send_again(message):
    """Give a failed or bounced message another turn, to the address now on the roll."""
    if message.state not in (Message.State.FAILED, Message.State.BOUNCED):
        raise CannotSendAgain(_("Only a message that did not arrive can be sent again."))
    if not message.adult.email:
        raise CannotSendAgain(_("There is no e-mail address on the roll."))
    _note(message, failed_at=None, bounced_at=None, sent_at=None, claimed_at=None, attempts=0, failure="")


def _still_wanted(message):
    """Whether the reason to write stands: an answer is still owed, and nobody has said not to write."""
    if message.adult.contact_rule != Adult.ContactRule.NORMAL:
        return False
    return message.purpose == Message.Purpose.RECEIPT or message.requests.open().exists()


def _deliver(message):
    message.to = message.adult.email
    token = emails.mint(message)
    rendered = emails.render(message, token)
    try:
        emails.compose(message, rendered).send()
    except (SMTPException, OSError, ValueError) as error:
        _give_back(message, error)
        return False
    _note(message, sent_at=timezone.now(), to=message.to, subject=rendered.subject, body=rendered.without(token))
    return True


def _give_back(message, error):
    """Try again later, each time after twice as long; after the last attempt a person must look."""
    now = timezone.now()
    failed = {"failed_at": now} if message.attempts >= MOST_ATTEMPTS else {}
    wait = timedelta(minutes=2**message.attempts)
    # The error's class, not its text: mail servers quote addresses in theirs.
    _note(message, claimed_at=None, send_after=now + wait, to=message.to, failure=type(error).__name__, **failed)


def _note(message, **fields):
    Message.objects.filter(pk=message.pk).update(**fields)
