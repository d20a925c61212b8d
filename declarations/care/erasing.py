"""An adult asks that their data be erased (UK GDPR article 17): what goes, what stays, and why.

Evidence of an answer stays for its period: article 17(3)(e) keeps what legal claims need, and (b) what a public task
needs. Everything else goes at once.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.care import access_files, kept, reduction
from declarations.care.models import AccessFile, Complaint
from declarations.errors import DeclarationError
from declarations.joining.models import Introduction
from declarations.models import Correction, Declaration, Link, Message, Note, Request
from organisations import history
from organisations.keeping import holds, periods
from organisations.models import Adult, Child
from organisations.roll.models import Change, Planned

WHY = "erased on request"


class CannotErase(DeclarationError):
    """Something keeps all of it."""


@dataclass(frozen=True)
class Preview:
    """What erasing would do now: (what, how many), and (what, how many, why it stays)."""

    goes: list
    stays: list
    holds: list
    is_on_roll: bool
    months: int


def preview(adult):
    """Nothing is changed."""
    people = _records(adult)
    on_roll = Child.objects.on_roll().filter(adults__in=people).exists()
    months = periods.of(adult.controller)["answers"]
    return Preview(_goes(people), _stays(people), _holds(people), on_roll, months)


@transaction.atomic
def erase(adult, organisation, *, by):
    """Everything goes that need not stay. Done twice, it is done once."""
    people = _records(adult)
    list(people.select_for_update())
    if _holds(people):
        raise CannotErase(_("A legal hold keeps everything about this adult. Lift it first, if its reason is gone."))
    _stop(people)
    _empty(people)
    answers = _answers(people).count()
    history.record(organisation, "erased", adult, by=by, records=people.count(), answers_kept=answers)
    kept.forget(people.filter(pk__in=_with_nothing_left(people)))


def _records(adult):
    """Their record, and those that were merged into it."""
    return Adult.objects.filter(pk__in=[adult.pk, *adult.merged.values_list("pk", flat=True)])


def _stop(people):
    """Nobody asks, reminds or lets them in any more."""
    now = timezone.now()
    _waiting(people).update(cancelled_at=now, cancelled_why=Request.Cancelled.NOT_CONCERNED)
    _unsent(people).update(cancelled_at=now)
    Link.objects.filter(adult__in=people, revoked_at=None).update(revoked_at=now)
    people.update(contact_rule=Adult.ContactRule.NO_CONTACT)


def _empty(people):
    """What was told of them. Name and children stay as long as an answer needs them."""
    reduction.reduce_messages(_messages(people), why=WHY)
    Note.objects.filter(adult__in=people).update(text="")
    Correction.objects.filter(adult__in=people).delete()
    Introduction.objects.filter(adult__in=people).delete()
    Change.objects.filter(adult__in=people).delete()
    Planned.objects.filter(adult__in=people).delete()
    access_files.forget(AccessFile.objects.filter(adult__in=people))
    people.update(email="", phone="", address="")


def _goes(people):
    reachable = people.exclude(email="", phone="", address="")
    found = [
        (_("E-mail address, phone number, postal address"), reachable.count()),
        (_("Open requests, which are cancelled"), _waiting(people).count()),
        (_("Messages that wait to be sent, which are cancelled"), _unsent(people).count()),
        (_("Address and words of messages"), _messages(people).count()),
        (_("Words of notes"), Note.objects.filter(adult__in=people).exclude(text="").count()),
        (_("What they told about the roll"), Correction.objects.filter(adult__in=people).count()),
        (_("Who they said they were at the school link"), Introduction.objects.filter(adult__in=people).count()),
        (_("What the roll said before"), Change.objects.filter(adult__in=people).count()),
        (_("Links that still open something"), _open_links(people).count()),
        (_("Name, and to which children they belong"), _with_nothing_left(people).count()),
    ]
    return [(what, number) for what, number in found if number]


def _stays(people):
    found = [
        (
            _("Answers, with the name, the PDF and the message that led to them"),
            _answers(people).count(),
            _("They show which words were agreed to, for the period that is set: for legal claims and the school’s task"
              " (UK GDPR article 17(3)(b) and (e))."),
        ),
        (
            _("Data protection complaints"),
            Complaint.objects.filter(adult__in=people).count(),
            _("The school must be able to show that it dealt with them."),
        ),
    ]  # fmt: skip
    return [line for line in found if line[1]]


def _holds(people):
    return [hold for each in people for hold in holds.on_adult(each)]


def _answers(people):
    return Declaration.objects.filter(request__adult__in=people, reduced_at=None)


def _waiting(people):
    return Request.objects.open().filter(adult__in=people)


def _unsent(people):
    waiting = {"sent_at": None, "failed_at": None, "cancelled_at": None}
    return Message.objects.filter(adult__in=people, **waiting)


def _messages(people):
    """Those that no answer leans on: neither its receipt nor the one whose link it came by."""
    led_to = Declaration.objects.filter(link__message=OuterRef("pk"), reduced_at=None)
    receipt_of = Declaration.objects.filter(pk=OuterRef("declaration"), reduced_at=None)
    told = Message.objects.filter(adult__in=people, reduced_at=None).exclude(to="", body="")
    return told.filter(~Exists(led_to), ~Exists(receipt_of))


def _open_links(people):
    return Link.objects.filter(adult__in=people, revoked_at=None).exclude(expires_at__lt=timezone.now())


def _with_nothing_left(people):
    """Records whose name nothing needs any more."""
    return people.filter(
        ~Exists(Declaration.objects.filter(request__adult=OuterRef("pk"), reduced_at=None)),
        ~Exists(Complaint.objects.filter(adult=OuterRef("pk"))),
    )
