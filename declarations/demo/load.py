"""Loads the demo, whole or not at all; where it is already, nothing changes."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from declarations.demo import families, places, post, weeks
from declarations.errors import DeclarationError
from organisations import ledger
from organisations.models import Organisation


class NoPlaceForTheDemo(DeclarationError):
    """The demo does not belong into this database."""


@transaction.atomic
def load(seats=families.SEATS):
    """Make the demo, with so many seats in a class of the academy. Returns whether there was anything to do."""
    if not settings.DEMO:
        raise NoPlaceForTheDemo(_("This is no demo: set DEMO=true where made-up people may be loaded."))
    found = set(Organisation.objects.values_list("slug", flat=True))
    if set(places.SLUGS) <= found:
        return False
    if found:
        raise NoPlaceForTheDemo(_("There are organisations in this database already. The demo needs an empty one."))
    schools, people = places.build()
    families.build(schools, seats)
    with post.stays_here():
        weeks.live(schools, people)
    ledger.chain_all()
    return True
