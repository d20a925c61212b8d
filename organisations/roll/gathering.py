"""Lines become people: one row for every child and every adult in the file, with all that its lines say of them."""

from itertools import groupby, islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.roll import statements, values
from organisations.roll.models import About, Finding, Person

CHUNK = 2_000
DISAGREE = ("given_name", "family_name", "upn", "email")
SHOWN = {
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "upn": gettext_lazy("UPN"),
    "email": gettext_lazy("e-mail address"),
}

TABLES = """
DROP TABLE IF EXISTS pg_temp.roll_person, pg_temp.roll_tie, pg_temp.roll_newcomer;
CREATE TEMPORARY TABLE roll_person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, about text, key text, row integer, school_id bigint,
    given_name text, family_name text, number text, upn text, email text, name_key text, phone_key text,
    facts jsonb, disagrees boolean, is_unclear boolean DEFAULT false, child_id bigint, adult_id bigint
) ON COMMIT DROP;
CREATE INDEX ON roll_person (child_id) WHERE child_id IS NOT NULL;
CREATE INDEX ON roll_person (adult_id) WHERE adult_id IS NOT NULL;
CREATE TEMPORARY TABLE roll_newcomer (person bigint, number bigint) ON COMMIT DROP
"""
# An adult known by name alone is the one of that name whom another line of the same child knows better.
STRENGTHEN = """
WITH alike AS (
    SELECT id, adult_key, first_value(adult_key) OVER (
        PARTITION BY child_key, adult -> 'given_name', adult -> 'family_name'
        ORDER BY starts_with(adult_key, '~'), row, id) AS better
    FROM organisations_line WHERE roll_import_id = %(roll_import)s AND adult ?& ARRAY['given_name', 'family_name']
      AND child_key IN (SELECT child_key FROM organisations_line
                        WHERE roll_import_id = %(roll_import)s AND starts_with(adult_key, '~'))
)
UPDATE organisations_line l SET adult_key = better FROM alike WHERE l.id = alike.id AND l.adult_key <> better
    AND starts_with(l.adult_key, '~')
"""
# All lines about one person in one: what is said first stands. Two of one row come in the order of its columns.
PEOPLE = """
WITH told AS (
    SELECT {about}_key AS key, {about} AS facts, min(row) AS row, min(id) AS id FROM organisations_line
    WHERE roll_import_id = %(roll_import)s AND {about}_key <> '' GROUP BY 1, 2
), gathered AS (
    SELECT key, min(row) AS row, min(id) AS id, array_agg(facts ORDER BY row, id) AS said FROM told GROUP BY key
)
INSERT INTO roll_person
    (about, key, row, disagrees, facts, school_id, given_name, family_name, number, upn, email, name_key, phone_key)
SELECT '{about}', key, row, disagrees, facts, (facts ->> 'school')::bigint,
    coalesce(facts ->> 'given_name', ''), coalesce(facts ->> 'family_name', ''), coalesce(facts ->> 'number', ''),
    coalesce(facts ->> 'upn', ''), coalesce(facts ->> 'email', ''),
    roll_name_key(facts ->> 'given_name', facts ->> 'family_name'), roll_phone_key(facts ->> 'phone')
FROM (
    SELECT key, row, cardinality(said) > 1 AS disagrees, CASE cardinality(said) WHEN 1 THEN said[1] ELSE (
        SELECT jsonb_object_agg(fact.key, fact.value ORDER BY place DESC)
        FROM unnest(said) WITH ORDINALITY AS one (facts, place), jsonb_each(one.facts) fact) END AS facts
    FROM gathered ORDER BY row, id
) people
"""
TIES = """
CREATE TEMPORARY TABLE roll_tie ON COMMIT DROP AS
SELECT DISTINCT ON (c.id, a.id) c.id AS child, a.id AS adult, l.row, l.contact
FROM organisations_line l
JOIN roll_person c ON c.about = 'child' AND c.key = l.child_key
JOIN roll_person a ON a.about = 'adult' AND a.key = l.adult_key
WHERE l.roll_import_id = %(roll_import)s ORDER BY c.id, a.id, l.row, l.id;
CREATE INDEX ON roll_tie (adult)
"""
PEOPLE_READ = "roll_person (about, key, school_id, number, upn, email, name_key, phone_key)"
PEOPLE_FOUND = "roll_person (child_id, adult_id, is_unclear)"


def gather(roll_import):
    """Children first, then adults, then who belongs to whom."""
    given = {"roll_import": roll_import.pk}
    statements.run(TABLES, None)
    statements.run("SET LOCAL enable_nestloop = off", None)  # what was read a moment ago has no statistics yet
    statements.run(STRENGTHEN, given)
    statements.run("SET LOCAL enable_nestloop TO DEFAULT", None)
    for about in (About.CHILD, About.ADULT):
        statements.run(PEOPLE.format(about=about), given)
        _look_at_those_who_disagree(roll_import, about)
    look_at(PEOPLE_READ)
    statements.run(TIES, given)
    look_at("roll_tie (child, adult)")


def look_at(columns):
    """Tell the database what a temporary table is like by now, so that it chooses good ways through it.

    For one file a third of the rows will do that a table which stays is judged by.
    """
    statements.run("SET LOCAL default_statistics_target = 30", None)
    statements.run(f"ANALYZE {columns}", None)
    statements.run("SET LOCAL default_statistics_target TO DEFAULT", None)


def _look_at_those_who_disagree(roll_import, about):
    """Write down where two lines about one person say different things, and who cannot be one person."""
    keys = Person.objects.filter(about=about, disagrees=True).order_by("row").values_list("key", flat=True)
    remaining = iter(list(keys))
    while chunk := list(islice(remaining, CHUNK)):
        key = f"{about}_key"
        lines = roll_import.lines.filter(**{f"{key}__in": chunk}).order_by(key, "row", "pk")
        told = groupby(lines.values_list(key, "row", str(about)), key=lambda line: line[0])
        people = {key: [(row, said) for _key, row, said in group] for key, group in told}
        findings = [each for lines in people.values() for each in _differences(roll_import, lines)]
        Finding.objects.bulk_create(findings)
        two = [key for key, lines in people.items() if _are_two(lines)]
        Person.objects.filter(about=about, key__in=two).update(is_unclear=True)


def _differences(roll_import, lines):
    (first, facts), *others = lines
    for row, said in others:
        for name in DISAGREE:
            before, now = facts.get(name), said.get(name)
            if before and now and values.key(before) != values.key(now):
                words = _("Another %(what)s than in row %(row)s for the same person; that of row %(row)s is taken.")
                told = words % {"what": SHOWN[name], "row": first}
                kind = Finding.Kind.DIFFERS
                yield Finding(roll_import=roll_import, kind=kind, row=row, column=SHOWN[name], words=told)
        facts = said | facts


def _are_two(lines):
    """One number, but names that have nothing in common: it may be the number of a family."""
    (given, family), *others = [_name(said) for _row, said in lines]
    return any(other_given != given and other_family != family for other_given, other_family in others)


def _name(said):
    return values.key(said.get("given_name", "")), values.key(said.get("family_name", ""))
