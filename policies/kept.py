"""For how long documents that were brought in are kept."""

from django.utils.translation import gettext_lazy as _

from organisations.keeping import kinds
from organisations.keeping.kinds import Kind
from policies.models import Upload


@kinds.register
class Uploads(Kind):
    """What was understood of a document, and the document where it could not be read."""

    name = "uploads"
    label = _("Documents brought in to write a code")
    begins = _("the day the document was brought in")
    goes = _("the document and what was understood of it. The code that was made of it stays.")
    why = _("Codes are reviewed every year or two; until then one may want to look at the document again.")
    is_of_people = False
    keeps, held_with, dated = "organisation", "organisation", "created_at"

    def past(self, controller, last_day):
        old = Upload.objects.filter(created_at__lt=kinds.morning_of(last_day))
        return old.filter(organisation__in=controller.reached())

    def take(self, rows, *, why, by=None):
        for upload in rows:
            upload.file.delete(save=False)
        return rows.delete()[1][Upload._meta.label]
