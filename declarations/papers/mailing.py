"""Letters to many adults, printed by the worker a part at a time as forms are (`printing`)."""

from django.db import transaction
from django.utils.translation import gettext as _

from declarations.papers.models import PrintedLetter, Printing
from declarations.post import letters, stuck
from organisations import history
from organisations.models import Organisation

MOST = 3_000


@transaction.atomic
def begin(organisation, waiting, *, by):
    """A printing of the letters among these that no other is at; None where there are none."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # or two clicks would print twice
    in_order = list(letters.free(waiting).order_by("attempts", "pk").values_list("pk", flat=True)[:MOST])
    if not in_order:
        return None
    printing = Printing.objects.create(organisation=organisation, by=by, number=len(in_order))
    PrintedLetter.objects.bulk_create(
        PrintedLetter(printing=printing, message_id=message, position=position)
        for position, message in enumerate(in_order)
    )
    history.record(organisation, "printed_letters", organisation, by=by, number=len(in_order), printing=printing.pk)
    return printing


def under_way(organisation):
    """The printing that is at letters of this organisation, or has stopped at them."""
    return organisation.printings.filter(version=None, finished_at=None).first()


def last(organisation):
    """The last printing of letters here whose file is there, or will be."""
    return organisation.printings.filter(version=None).exclude(file="", finished_at__isnull=False).first()


def sheets(printing, rows):
    """(those of these letters that are still wanted, how some of them are printed)."""
    wanted = stuck.letters(printing.organisation).filter(pk__in=rows.values("message"))
    rows.exclude(message__in=wanted).update(why_not=_("It is not wanted any more."))

    def printed(some):
        return letters.printed(printing.organisation, wanted.filter(pk__in=[row.message_id for row in some]))

    return list(rows.filter(message__in=wanted)), printed
