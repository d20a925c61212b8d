"""A message is claimed, sent and recorded. Twice is impossible; a failure gives the turn back."""

import time
from collections import Counter
from contextlib import closing
from datetime import timedelta
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import Case, Count, F, PositiveSmallIntegerField, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import emails, links
from declarations.errors import CannotSendAgain
from declarations.models import Message
from declarations.post import times
from organisations import history, ledger
from organisations.models import Adult

# A claim older than this belongs to a worker that died: no task lives as long (CELERY_TASK_TIME_LIMIT). The one
# gap: it may have died between the mail server's yes and our note of it; then one e-mail goes out twice, with the
# same Message-ID, and `may_have_come_twice` says so.
CLAIM_LASTS = timedelta(minutes=10)
MOST_TAKEOVERS = 3  # a message that has taken down so many workers is left to a person
# How long we try to write down that a message went out when the database is away, in seconds.
PAUSES = (0, 1, 2, 4, 8, 15, 30, 60)
MOST_ATTEMPTS = 16  # over about two days: a mail server may be away for a night
LONGEST_WAIT = timedelta(hours=4)
PERMANENT = 500  # SMTP answers from here on mean never, those below mean not now (RFC 5321, 4.2.1)
OUT_OF_REACH = (SMTPConnectError, SMTPServerDisconnected)
# Sent whatever has been answered by now.
ALWAYS_WANTED = (Message.Purpose.RECEIPT, Message.Purpose.LINK, Message.Purpose.CORRECTION)


def messages_at(organisation):
    """The messages that this organisation's staff may see: its own; a trust's, those of its schools too."""
    return Message.objects.filter(organisation__in=organisation.reached())


def owed():
    """Messages that wait to be sent now, oldest first."""
    now = timezone.now()
    unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
    waiting = Message.objects.in_state(Message.State.QUEUED).filter(unclaimed, send_after__lte=now)
    return waiting.order_by("send_after", "pk")


def to_hand_out(most):
    """The messages to send in this minute: of each organisation only so many as its pace allows."""
    recently = Message.objects.filter(claimed_at__gt=timezone.now() - timedelta(minutes=1)).order_by()
    taken = Counter(dict(recently.values_list("organisation").annotate(n=Count("pk"))))
    paces, found = times.paces(), []
    for pk, organisation in owed().values_list("pk", "organisation").iterator():
        if organisation in paces and taken[organisation] >= paces[organisation]:
            continue
        taken[organisation] += 1
        found.append(pk)
        if len(found) == most:
            break
    return found


def send_all(message_ids):
    """Send these over one connection; when the mail server is out of reach, the rest stay owed."""
    with closing(get_connection()) as connection:
        for message_id in message_ids:
            if send(message_id, connection=connection) is None:
                break


def send(message_id, *, connection=None):
    """Send one message if it is owed. Returns whether it went out; None when nothing can go out just now."""
    if not _claim(message_id):
        return False
    message = Message.objects.select_related("adult", "organisation", "declaration__request__version__policy").get(
        pk=message_id
    )
    if not _still_wanted(message):
        _note(message, cancelled_at=timezone.now())
        return False
    if _is_out_of_hours(message):
        return False
    if message.takeovers > MOST_TAKEOVERS:
        _note(message, failed_at=timezone.now(), failure=_("Each time it was sent, the sending program stopped."))
        return False
    if not message.adult.email:
        _note(message, failed_at=timezone.now(), failure=_("There is no e-mail address on the roll."))
        return False
    if connection is None:
        with closing(get_connection()) as connection:
            return _deliver(message, connection)
    return _deliver(message, connection)


def send_again(message):
    """Give a failed or bounced message another turn, to the address now on the roll."""
    if message.state not in (Message.State.FAILED, Message.State.BOUNCED):
        raise CannotSendAgain(_("Only a message that did not arrive can be sent again."))
    if not message.adult.email:
        raise CannotSendAgain(_("There is no e-mail address on the roll."))
    if message.to != message.adult.email:
        links.revoke_of(message)
    _note(message, failed_at=None, bounced_at=None, sent_at=None, claimed_at=None, attempts=0, takeovers=0, failure="")


def words_digest(*, to, subject, body):
    """SHA-256 of a message as it is kept."""
    return ledger.digest(ledger.canonical([to, subject, body]))


def _claim(message_id):
    """Take the turn, in one statement; taking over from a worker that died is counted."""
    now = timezone.now()
    taken_over = Case(When(claimed_at=None, then=0), default=1, output_field=PositiveSmallIntegerField())
    turn = {"claimed_at": now, "attempts": F("attempts") + 1, "takeovers": F("takeovers") + taken_over}
    return owed().filter(pk=message_id).update(**turn)


def _is_out_of_hours(message):
    """Whether it waits for the school's next hour after all: what nobody asked for just now is not sent at night."""
    if message.purpose in ALWAYS_WANTED or message.asked_by_id:
        return False
    now = timezone.now()
    moment = times.next_moment(message.organisation_id, now)
    if moment > now:
        _note(message, claimed_at=None, attempts=message.attempts - 1, send_after=moment)
    return moment > now


def _still_wanted(message):
    """Whether the reason to write stands: an answer is still owed, and nobody has said not to write."""
    if message.adult.contact_rule != Adult.ContactRule.NORMAL:
        return False
    return message.purpose in ALWAYS_WANTED or message.requests.open().exists()


def _deliver(message, connection):
    message.to = message.adult.email
    token = emails.mint(message)
    rendered = emails.render(message, token)
    try:
        connection.open()
        emails.compose(message, rendered, connection).send()
    except (SMTPException, OSError, ValueError) as error:
        _note_failure(message, error)
        return None if _is_out_of_reach(error) else False
    _surely(lambda: _note_sent(message, subject=rendered.subject, body=rendered.without(token)))
    return True


def _surely(note):
    """The mail server has said yes: that is written down also when the database is away for a moment."""
    for pause in PAUSES:
        try:
            return note()
        except (OperationalError, InterfaceError):
            connections["default"].close()
            time.sleep(pause)
    return note()


@transaction.atomic
def _note_sent(message, **words):
    """What went out is kept and stands in history with its hash."""
    words["to"] = message.to
    _note(message, sent_at=timezone.now(), **words)
    sha256 = words_digest(**words)
    history.record(message.organisation, "sent", message, adult=message.adult_id, sha256=sha256)


def _note_failure(message, error):
    """Whether a person must look, or the portal tries again: each time after twice as long, up to some hours."""
    now = timezone.now()
    wait = min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
    if _is_the_address(error):
        outcome = {"bounced_at": now}
    elif _is_for_good(error) or message.attempts >= MOST_ATTEMPTS:
        outcome = {"failed_at": now}
    else:
        outcome = {"claimed_at": None, "send_after": now + wait}
    _note(message, to=message.to, failure=_in_words(error), **outcome)


def _is_the_address(error):
    """The mail server will never take mail for this address; 4xx would mean: not now."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= PERMANENT for code, _said in error.recipients.values())


def _is_for_good(error):
    """The message itself is refused, or cannot even be written."""
    return isinstance(error, ValueError) or (isinstance(error, SMTPDataError) and error.smtp_code >= PERMANENT)


def _is_out_of_reach(error):
    """Nothing can be sent to anybody at present."""
    return isinstance(error, OUT_OF_REACH) or not isinstance(error, (SMTPException, ValueError))


def _in_words(error):
    """What went wrong, for the office; never the server's own words, which quote addresses."""
    if _is_the_address(error):
        return _("The mail server says that this address takes no mail.")
    if isinstance(error, SMTPRecipientsRefused):
        return _("The mail server does not take mail for this address just now.")
    if _is_out_of_reach(error):
        return _("The mail server cannot be reached.")
    return _("The mail server refused the message (%(error)s).") % {"error": type(error).__name__}


def _note(message, **fields):
    Message.objects.filter(pk=message.pk).update(**fields)
