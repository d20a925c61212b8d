"""For how long lists that staff keep for themselves are kept, where they hold somebody's name or nobody needs them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from declarations.lists.models import SavedList
from organisations.keeping import kinds
from organisations.keeping.kinds import Kind
from organisations.models import StaffMember

WITH_A_NAME = Q(choices__regex=r"(^|&)q=")  # what was typed into the search


@kinds.register
class SavedLists(Kind):
    """A year, a class or a state is nobody's data; a name that was searched for is."""

    name = "saved_lists"
    label = _("Lists that staff keep under a name")
    begins = _("the day the list was last saved")
    goes = _("lists with a name that was searched for, and those of staff who have left. The others stay.")
    why = _("Whoever looks for one person for longer than a year saves the list again.")
    keeps, held_with, dated = "organisation", "organisation", "saved_at"

    def past(self, controller, last_day):
        reaches = Q(organisation=OuterRef("organisation")) | Q(organisation=OuterRef("organisation__trust"))
        works_here = StaffMember.objects.filter(reaches, user=OuterRef("user"), left_at=None)
        old = SavedList.objects.filter(saved_at__lt=kinds.morning_of(last_day))
        return old.filter(WITH_A_NAME | ~Exists(works_here), organisation__in=controller.reached())

    def take(self, rows, *, why, by=None):
        return rows.delete()[1][SavedList._meta.label]
