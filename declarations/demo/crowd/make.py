"""Makes a whole made-up trust: `build` says how large, `seed` which one."""

from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from declarations.demo.crowd import letters, people, places
from declarations.demo.crowd.answers import Year
from declarations.demo.load import NoPlaceForTheDemo
from organisations.models import Organisation


def slug_of(adults, seed):
    return f"crowd-{adults}-{seed}"


@transaction.atomic
def build(*, adults, seed, schools=None, versions=6):
    """The trust with its roll; `versions` codes, one a year, asked and answered. Nothing may stand there before."""
    if not settings.DEMO:
        raise NoPlaceForTheDemo(_("This is no demo: set DEMO=true where made-up people may be loaded."))
    slug = slug_of(adults, seed)
    if Organisation.objects.filter(slug=slug).exists():
        raise NoPlaceForTheDemo(_("%(slug)s is there already.") % {"slug": slug})
    chance = Random(seed)
    trust, built, staff = places.build(slug, schools or people.number_of_schools(adults))
    town = people.Town(trust, built, chance)
    town.fill(adults)
    crowd = town.write()
    published = places.publish(trust, staff, versions)
    for place in range(versions):
        _live(Year(published, place, staff, chance), crowd)
    return trust


def count_rows():
    """Let the database count what it holds, as its own housekeeping does a little later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _live(year, crowd):
    if not year.is_last:
        year.live(crowd)
        return
    post = letters.Post(year.version, year.chance)
    year.links = post.expect(crowd)
    post.write(year.live(crowd), year.links)
