"""For how long what was scanned in piles is kept. The paper of an answer is part of the answer."""

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from declarations.papers.models import Paper
from declarations.papers.pile_models import Pile, PileFile, PilePage
from organisations.keeping import kinds
from organisations.keeping.kinds import Kind


@kinds.register
class Piles(Kind):
    """What nobody has to look at any more."""

    name = "piles"
    label = _("Piles of scanned answers")
    begins = _("the day they were brought in, and when every page was dealt with")
    goes = _("the pictures of all pages. The page that an answer was given on stays with the answer.")
    why = _("Time enough to find what was filed with the wrong person.")
    keeps, held_with, dated = "organisation", "organisation", "created_at"

    def past(self, controller, last_day):
        waiting = PilePage.objects.waiting().filter(pile=OuterRef("pk"))
        old = Pile.objects.filter(created_at__lt=kinds.morning_of(last_day))
        return old.filter(~Exists(waiting), organisation__in=controller.reached())

    def take(self, rows, *, why, by=None):
        names = {*PilePage.objects.filter(pile__in=rows).values_list("picture", flat=True)}
        names |= {*PileFile.objects.filter(pile__in=rows).values_list("file", flat=True)}
        names -= {"", *Paper.objects.filter(file__in=names).values_list("file", flat=True)}
        for name in names:
            default_storage.delete(name)
        return rows.delete()[1][Pile._meta.label]
