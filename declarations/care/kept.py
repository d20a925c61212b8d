"""For how long what adults were asked, told and answered is kept."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from declarations.care import reduction
from declarations.care.models import Complaint
from declarations.models import Correction, Declaration, Link, Message, Note, Request
from organisations.keeping import kinds
from organisations.keeping.kinds import YEAR, Kind
from organisations.keeping.models import Hold
from organisations.models import Adult, Contact
from organisations.roll.models import AdultKnownAs, Change, Planned, Verdict


@kinds.register
class Answers(Kind):
    """The evidence. It is reduced: what was answered to which words, and when, stays and can be verified."""

    name = "answers"
    label = _("Answers and their signed copies")
    begins = _("the day the last child left")
    goes = _(
        "names, children, what was written, internet address, browser and the PDF. That somebody answered, what, when"
        " and to which words stays, without a name."
    )
    why = _(
        "Six years after the family has left most claims about it can no longer be brought (Limitation Act 1980)."
        " A shorter period may be right for you."
    )
    least = YEAR  # the database keeps to it, too
    reduces = True
    keeps, held_with, dated = "pk", "answer", "answered_at"

    def past(self, controller, last_day):
        given = Declaration.objects.filter(request__adult__controller=controller, reduced_at=None)
        given = given.filter(answered_at__lt=kinds.morning_of(last_day))
        return given.annotate(gone=kinds.gone_since("request__adult")).filter(gone__lt=last_day)

    def take(self, rows, *, why, by=None):
        return reduction.reduce_answers(rows, why=why, by=by)


@kinds.register
class Messages(Kind):
    """Those that nobody waits for an answer to any more."""

    name = "messages"
    label = _("Messages")
    begins = _("the day the message was written")
    goes = _("address, subject and words. When it went, by which way, and what became of it stays.")
    why = _("A year in which a code is asked about, and one in which somebody may ask what was written.")
    least = 6
    reduces = True
    dated = "created_at"

    def past(self, controller, last_day):
        over = Q(sent_at__isnull=False) | Q(failed_at__isnull=False) | Q(cancelled_at__isnull=False)
        over |= Q(bounced_at__isnull=False)
        open_ones = Request.objects.open().filter(asks__message=OuterRef("pk"))
        old = Message.objects.filter(over, reduced_at=None, created_at__lt=kinds.morning_of(last_day))
        return old.filter(~Exists(open_ones), adult__controller=controller)

    def take(self, rows, *, why, by=None):
        return reduction.reduce_messages(rows, why=why, by=by)


@kinds.register
class Notes(Kind):
    """What was said at the telephone. That there was a note stays, so nobody is rung up a second time."""

    name = "notes"
    label = _("Notes of the office")
    begins = _("the day the note was written")
    goes = _("the words. Who wrote a note, and when, stays.")
    why = _("Notes are opinions and half sentences: useful while a matter is open, unfair for ever.")
    reduces = True
    dated = "at"

    def past(self, controller, last_day):
        return Note.objects.filter(adult__controller=controller, at__lt=kinds.morning_of(last_day)).exclude(text="")

    def take(self, rows, *, why, by=None):
        return rows.update(text="")


@kinds.register
class Corrections(Kind):
    """What was settled; the roll has it."""

    name = "corrections"
    label = _("What adults told about the roll")
    begins = _("the day the office settled it")
    goes = _("what they told.")
    why = _("The roll says by then what is right.")
    dated = "at"

    def past(self, controller, last_day):
        return Correction.objects.filter(adult__controller=controller, settled_at__lt=kinds.morning_of(last_day))

    def take(self, rows, *, why, by=None):
        return rows.delete()[1][Correction._meta.label]


@kinds.register
class Complaints(Kind):
    """The log, once a complaint is closed."""

    name = "complaints"
    label = _("Data protection complaints")
    begins = _("the day the outcome was told")
    goes = _(
        "the complaint and its outcome. History keeps that there was one, and when it was acknowledged and closed."
    )
    why = _("Time enough for the Information Commissioner’s Office to ask, and to learn from what came before.")
    least = 6
    held_with, dated = "adult", "closed_on"

    def past(self, controller, last_day):
        return Complaint.objects.filter(organisation__in=controller.reached(), closed_on__lt=last_day)

    def is_held(self):
        about_somebody = Q(adult__isnull=False) & Q(kinds.is_held("adult", "adult"))
        return about_somebody | Q(kinds.is_held("organisation", "organisation"))

    def take(self, rows, *, why, by=None):
        return rows.delete()[1][Complaint._meta.label]


@kinds.register
class Adults(Kind):
    """Last of all, the name. The row stays as a number, so that figures of past years stay what they were."""

    name = "adults"
    label = _("Names of adults whose children have left")
    begins = _("the day the last child left, and when nothing else of theirs is left")
    goes = _("the name, and everything that leads to the person. A number without a name stays for the figures.")
    why = _("Without the name nobody could find the answers; without the answers nobody needs the name.")
    reduces = True
    keeps, dated = "pk", "last_here_on"

    def past(self, controller, last_day):
        known = Adult.objects.filter(controller=controller, forgotten_at=None)
        for left in (
            Declaration.objects.filter(request__adult=OuterRef("pk"), reduced_at=None),
            Message.objects.filter(adult=OuterRef("pk"), reduced_at=None),
            Note.objects.filter(adult=OuterRef("pk")).exclude(text=""),
            Correction.objects.filter(adult=OuterRef("pk")),
            Complaint.objects.filter(adult=OuterRef("pk")),
        ):
            known = known.filter(~Exists(left))
        return known.annotate(gone=kinds.gone_since()).filter(gone__lt=last_day)

    def oldest(self, rows):
        return rows.order_by("gone").values_list("gone", flat=True).first()

    def take(self, rows, *, why, by=None):
        return forget(rows)


def forget(adults):
    """Nothing is left that leads to these adults."""
    for model in (Change, Planned, AdultKnownAs, Verdict, Contact):
        model.objects.filter(adult__in=adults).delete()
    Hold.objects.filter(adult__in=adults, lifted_at__isnull=False).delete()
    Link.objects.filter(adult__in=adults, revoked_at=None).update(revoked_at=Now())
    return adults.update(given_name="", family_name="", email="", phone="", address="", forgotten_at=Now())
