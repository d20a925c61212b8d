"""What a person should look at before a file is applied: who may be one and the same, who shares an address."""

from django.db.models import Count, Exists, Min, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from organisations.models import Child
from organisations.roll import statements
from organisations.roll.models import About, Finding, Person, Planned, Verdict

MOST = 500  # of each kind; the figures count them all
Kind = Planned.Kind
# In three steps, each whole before the next: with so many people no other order is quick.
SHARED = """
WITH shared AS MATERIALIZED (
    SELECT email FROM roll_person WHERE about = 'adult' AND email <> '' GROUP BY email HAVING count(*) > 1
    UNION {others}
), touched AS MATERIALIZED (
    SELECT id, row, given_name, family_name, email FROM roll_person
    WHERE about = 'adult' AND (id IN (SELECT person FROM roll_newcomer) OR adult_id IN (
        SELECT adult_id FROM organisations_planned
        WHERE roll_import_id = %s AND about = 'adult' AND after ? 'email'))
)
SELECT row, trim(given_name || ' ' || family_name), email FROM touched JOIN shared USING (email)
ORDER BY email, row, id LIMIT %s
"""
OF_THE_PLAN = (Finding.Kind.UNCLEAR, Finding.Kind.DIFFERS, Finding.Kind.TWIN, Finding.Kind.SHARED)


def forget(roll_import):
    """What an earlier plan found; what the reading found stays."""
    roll_import.findings.filter(kind__in=OF_THE_PLAN).delete()


def look(roll_import):
    _unclear(roll_import)
    _twins_on_the_roll(roll_import)
    _twins_in_the_file(roll_import)
    _shared_addresses(roll_import)


def _unclear(roll_import):
    words = {
        About.CHILD: _("%s: more than one child could be meant, or the number was another child's. Left out."),
        About.ADULT: _("%s: more than one adult could be meant, or the number is another adult's. Left out."),
    }
    unclear = roll_import.planned.filter(kind=Kind.UNCLEAR).order_by("row", "pk")
    _write(
        roll_import, Finding.Kind.UNCLEAR, ((each.row, words[each.about] % each.full_name) for each in unclear[:MOST])
    )


def _twins_on_the_roll(roll_import):
    """New people who bear the name of somebody whom this organisation knows already."""
    organisation = roll_import.organisation
    new = roll_import.planned.filter(kind=Kind.NEW)
    children = Child.objects.on_roll().filter(school=OuterRef("school"), name_key=OuterRef("name_key"))
    adults = organisation.adults.filter(merged_into=None, name_key=OuterRef("name_key"))
    for about, same_name in ((About.CHILD, children), (About.ADULT, adults)):
        said = Verdict.objects.filter(organisation=organisation, about=about, key=OuterRef("key"))
        twins = new.filter(Exists(same_name), ~Exists(said), about=about).order_by("row", "pk")
        words = _("%s: somebody of this name is on the roll already. Say whether it is the same person.")
        _write(roll_import, Finding.Kind.TWIN, ((each.row, words % each.full_name) for each in twins[:MOST]))


def _twins_in_the_file(roll_import):
    """New people of one name in the file, whom nothing shows to be one."""
    new = roll_import.planned.filter(kind=Kind.NEW, about__in=[About.CHILD, About.ADULT]).order_by()
    names = new.values("about", "school", "name_key").annotate(
        n=Count("pk"), first=Min("row"), given=Min("given_name"), family=Min("family_name")
    )
    words = _("%(name)s: named %(n)s times, and nothing shows that it is one person.")
    twins = names.filter(n__gt=1).order_by("first")[:MOST]
    rows = (
        (each["first"], words % {"name": f"{each['given']} {each['family']}".strip(), "n": each["n"]}) for each in twins
    )
    _write(roll_import, Finding.Kind.TWIN, rows)


def _shared_addresses(roll_import):
    """Addresses that more than one adult would have, where the file brings that about."""
    in_file = Person.objects.filter(adult_id=OuterRef("pk"), about=About.ADULT).exclude(email="")
    others = roll_import.organisation.adults.filter(merged_into=None).exclude(email="").exclude(Exists(in_file))
    others, given = others.order_by().values(small=Lower("email")).query.sql_with_params()
    shared = statements.rows(SHARED.format(others=others), [*given, roll_import.pk, MOST])
    words = _("%(name)s: %(email)s is the address of another adult too. Each of them gets their own letter and link.")
    told = ((row, words % {"name": name, "email": email}) for row, name, email in shared)
    _write(roll_import, Finding.Kind.SHARED, told)


def _write(roll_import, kind, rows):
    Finding.objects.bulk_create(
        [Finding(roll_import=roll_import, kind=kind, row=row, words=words[:1000]) for row, words in rows]
    )
