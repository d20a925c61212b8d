"""For how long what the roll knows is kept once nobody is here for it any more."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from organisations.keeping import kinds
from organisations.keeping.kinds import YEAR, Kind
from organisations.keeping.models import Hold
from organisations.models import Adult, Child
from organisations.roll.models import AdultKnownAs, Change, Import


@kinds.register
class ChildrenWhoLeft(Kind):
    """When a child's record goes, its adults remember on which day they were last here, and where."""

    name = "children"
    label = _("Children who have left")
    begins = _("the day they left")
    goes = _(
        "name, year, class, number and to whom they belong. Answers keep their names until their own period is over."
    )
    why = _("A year is enough to mend a mistake, and to bring back who returns.")
    most = 10 * YEAR
    keeps, held_with, dated = "pk", "child", "left_on"

    def past(self, controller, last_day):
        """A record that was merged goes with the one that was kept: until then no file may bring it back."""
        held = Hold.objects.filter(child__merged_into=OuterRef("pk"), lifted_at=None)
        gone = Child.objects.filter(school__in=controller.reached(), left_on__lt=last_day, merged_into=None)
        return gone.filter(~Exists(held))

    def take(self, rows, *, why, by=None):
        for child in rows:
            adults = Adult.objects.filter(contacts__child=child)
            adults.update(last_here_on=Greatest(F("last_here_on"), child.left_on))
            known = [AdultKnownAs(adult=adult, source_id=child.school_id) for adult in adults]
            AdultKnownAs.objects.bulk_create(known, ignore_conflicts=True)
        about_them = Q(child__in=rows) | Q(child__merged_into__in=rows)
        Hold.objects.filter(about_them, lifted_at__isnull=False).delete()
        return rows.delete()[1][Child._meta.label]


@kinds.register
class ContactDetails(Kind):
    """The name stays with what the adult answered; the rest is of no use once the family has left."""

    name = "contact_details"
    label = _("Contact details of adults whose children have left")
    begins = _("the day the last child left")
    goes = _("e-mail address, phone number and postal address.")
    why = _("Receipts and questions about the last answers may still have to reach them for a while.")
    most = 10 * YEAR
    keeps, dated = "pk", "last_here_on"

    def past(self, controller, last_day):
        known = Adult.objects.filter(controller=controller).exclude(email="", phone="", address="")
        return known.annotate(gone=kinds.gone_since()).filter(gone__lt=last_day)

    def oldest(self, rows):
        return rows.order_by("gone").values_list("gone", flat=True).first()

    def take(self, rows, *, why, by=None):
        return rows.update(email="", phone="", address="")


@kinds.register
class RollChanges(Kind):
    """What the roll said before."""

    name = "roll_changes"
    label = _("Who changed what on the roll")
    begins = _("the change")
    goes = _("the values before and after. History keeps who changed which field, and when.")
    why = _("Files can be undone, and mistakes traced, for a school year and a half.")
    least = 2
    dated = "at"

    def past(self, controller, last_day):
        by_hand = Q(roll_import=None, adult__controller=controller) | Q(
            roll_import=None, child__school__in=controller.reached()
        )
        brought = Q(roll_import__organisation__in=controller.reached(), roll_import__applied_at__isnull=False)
        return Change.objects.filter(by_hand | brought, at__lt=kinds.morning_of(last_day))

    def is_held(self):
        return Q(kinds.is_held("adult", "adult")) | Q(kinds.is_held("child", "child"))

    def take(self, rows, *, why, by=None):
        return rows.delete()[0]


@kinds.register
class RollFiles(Kind):
    """The files themselves; what nobody decided on goes after two weeks anyway."""

    name = "roll_files"
    label = _("Files brought in to the roll")
    begins = _("the day the file was brought in")
    goes = _("the file and what was found in it. History keeps its fingerprint.")
    why = _("The roll has what the file said; the file is only needed to undo it.")
    least = 2
    keeps, held_with, dated = "organisation", "organisation", "uploaded_at"

    def past(self, controller, last_day):
        old = Import.objects.filter(organisation__in=controller.reached(), uploaded_at__lt=kinds.morning_of(last_day))
        over = Q(applied_at__isnull=False) | Q(refused_at__isnull=False)
        return old.filter(over, ~Exists(Change.objects.filter(roll_import=OuterRef("pk"))))

    def take(self, rows, *, why, by=None):
        for roll_import in rows:
            roll_import.file.delete(save=False)
        return rows.delete()[1][Import._meta.label]
