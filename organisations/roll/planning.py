"""What a file would change, worked out and written down, and nothing else: the roll stays as it is."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Adult, Child
from organisations.roll import comparing, findings, gathering, matching, progress, statements
from organisations.roll.models import About, Import, Planned

Kind = Planned.Kind

# Whoever is nobody on the roll comes to it, and has their number there from now on; a child unless the file itself says
# that they have left, an adult with such a child.
NEW_NUMBERS = {
    About.CHILD: """
        INSERT INTO roll_newcomer SELECT id, nextval(%(children)s) FROM roll_person
        WHERE about = 'child' AND child_id IS NULL AND NOT is_unclear
          AND coalesce(facts ->> 'left_on', '') <> 'left'
          AND (coalesce(facts ->> 'left_on', '') = '' OR facts ->> 'left_on' > %(day)s)""",
    About.ADULT: """
        INSERT INTO roll_newcomer SELECT id, nextval(%(adults)s) FROM roll_person
        WHERE about = 'adult' AND adult_id IS NULL AND NOT is_unclear AND id IN (
            SELECT tie.adult FROM roll_tie tie JOIN roll_person c ON c.id = tie.child
            LEFT JOIN roll_newcomer n ON n.person = c.id
            WHERE NOT c.is_unclear AND (c.child_id IS NOT NULL OR n.number IS NOT NULL)) ORDER BY id""",
}
NEW_PEOPLE = """
INSERT INTO organisations_planned (roll_import_id, about, kind, key, row, given_name, family_name, name_key, facts,
    child_name, school_id, child_id, adult_id, before, after)
SELECT %(roll_import)s, about, CASE WHEN is_unclear THEN 'unclear' ELSE 'new' END, key, row, given_name, family_name,
    name_key, facts, '', school_id, CASE about WHEN 'child' THEN n.number END,
    CASE about WHEN 'adult' THEN n.number END, '{{}}',
    CASE WHEN is_unclear THEN '{{}}' WHEN about = 'adult' THEN facts - {not_of_an_adult} ELSE
        jsonb_build_object('joined_on', %(day)s) || (facts - {not_of_a_child})
        || CASE WHEN facts ->> 'left_on' >= coalesce(facts ->> 'joined_on', %(day)s)
            THEN jsonb_build_object('left_on', facts ->> 'left_on') ELSE '{{}}' END END
FROM roll_person p LEFT JOIN roll_newcomer n ON n.person = p.id
WHERE n.person IS NOT NULL OR is_unclear
"""
NEW_CONTACTS = """
WITH numbered AS (
    SELECT p.id, coalesce(p.child_id, p.adult_id, n.number) AS number, n.number IS NOT NULL AS is_new
    FROM roll_person p LEFT JOIN roll_newcomer n ON n.person = p.id
    WHERE NOT is_unclear AND coalesce(p.child_id, p.adult_id, n.number) IS NOT NULL
), new AS (
    SELECT DISTINCT ON (c.number, a.number) tie.*, c.number AS child_id, a.number AS adult_id
    FROM roll_tie tie JOIN numbered c ON c.id = tie.child JOIN numbered a ON a.id = tie.adult
    WHERE c.is_new OR a.is_new OR NOT EXISTS (
        SELECT FROM organisations_contact k WHERE k.child_id = c.number AND k.adult_id = a.number)
    ORDER BY c.number, a.number, tie.child, tie.adult
)
INSERT INTO organisations_planned (roll_import_id, about, kind, key, row, given_name, family_name, name_key, facts,
    child_name, school_id, child_id, adult_id, before, after)
SELECT %(roll_import)s, 'contact', 'new', c.key || a.key, new.row, a.given_name, a.family_name, '', '{}',
    trim(concat_ws(' ', c.given_name, c.family_name)), NULL, new.child_id, new.adult_id, '{}',
    new.contact || jsonb_build_object('said', new.contact || '{"here": true}')
FROM new JOIN roll_person c ON c.id = new.child JOIN roll_person a ON a.id = new.adult
"""
# Children on roll at the schools the file speaks of, whom it does not name.
LEAVERS = """
WITH missing AS (
    SELECT c.*, greatest(%(day)s, {joined}) AS gone_on, {left} AS left_before, known.number, known.said,
        {known},
        jsonb_build_object('number', coalesce(known.number, ''),
            'said', coalesce(known.said, '{{}}') || '{{"left_on": "left"}}') AS known_now
    FROM organisations_child c
    LEFT JOIN organisations_childknownas known ON known.source_id = %(source)s AND known.child_id = c.id
    WHERE c.school_id IN (SELECT school_id FROM roll_person WHERE about = 'child')
      AND c.joined_on <= %(today)s AND (c.left_on IS NULL OR c.left_on > %(today)s)
      AND NOT EXISTS (SELECT 1 FROM roll_person p WHERE p.about = 'child' AND p.child_id = c.id)
)
INSERT INTO organisations_planned (roll_import_id, about, kind, key, given_name, family_name, name_key, facts,
    child_name, school_id, child_id, before, after)
SELECT %(roll_import)s, 'child', 'left', '', given_name, family_name, '', '{{}}', '', school_id, id,
    jsonb_build_object('left_on', left_before)
        || CASE WHEN known_now IS DISTINCT FROM known THEN jsonb_build_object('known', known) ELSE '{{}}' END,
    jsonb_build_object('left_on', gone_on)
        || CASE WHEN known_now IS DISTINCT FROM known THEN jsonb_build_object('known', known_now) ELSE '{{}}' END
FROM missing
"""
# Contacts that the school's own records brought and name no more. What staff added stays.
GONE = """
INSERT INTO organisations_planned (roll_import_id, about, kind, key, given_name, family_name, name_key, facts,
    child_name, child_id, adult_id, before, after)
SELECT %(roll_import)s, 'contact', 'gone', '', a.given_name, a.family_name, '', '{}', concat_ws(' ', c.given_name,
    c.family_name), k.child_id, k.adult_id, jsonb_build_object('relationship', k.relationship,
    'parental_responsibility', k.parental_responsibility, 'priority', k.priority, 'said', k.said), '{}'
FROM organisations_contact k
JOIN roll_person c ON c.about = 'child' AND c.child_id = k.child_id
JOIN organisations_adult a ON a.id = k.adult_id
WHERE k.said <> '{}' AND NOT EXISTS (
    SELECT 1 FROM roll_tie tie JOIN roll_person tc ON tc.id = tie.child JOIN roll_person ta ON ta.id = tie.adult
    WHERE tc.child_id = k.child_id AND ta.adult_id = k.adult_id)
"""
STEPS = (
    NEW_PEOPLE.format(not_of_a_child=comparing.NOT_OF_A_CHILD, not_of_an_adult=comparing.NOT_OF_AN_ADULT),
    comparing.CHANGED_CHILDREN,
    comparing.CHANGED_ADULTS,
    NEW_CONTACTS,
    comparing.CHANGED_CONTACTS,
)
# In whatever order, and without the numbers that the new will have: the next plan gives them others.
DIGEST = """
SELECT encode(sha256(coalesce(string_agg(said, '' ORDER BY said), '')), 'hex') FROM (
    SELECT sha256(convert_to(jsonb_build_array(about, key, kind, c.id, a.id, before, after)::text, 'UTF8')) AS said
    FROM organisations_planned p LEFT JOIN organisations_child c ON c.id = p.child_id
    LEFT JOIN organisations_adult a ON a.id = p.adult_id WHERE roll_import_id = %(roll_import)s) AS planned
"""


@transaction.atomic
def plan(roll_import, day):
    """Work out all changes anew from the lines that were read. Returns the figures."""
    given = _given(roll_import, day)
    progress.tell(roll_import, _("Rows to be compared with the roll"), roll_import.figures["read"]["rows"])
    roll_import.planned.all().delete()
    findings.forget(roll_import)
    gathering.gather(roll_import)
    matching.decided(roll_import, About.CHILD)
    matching.children(roll_import, day)
    matching.decided(roll_import, About.ADULT)
    matching.adults(roll_import)
    matching.decided_to_be_others(roll_import)
    gathering.look_at(gathering.PEOPLE_FOUND)
    for about in (About.CHILD, About.ADULT):
        statements.run(NEW_NUMBERS[about], given)
        gathering.look_at("roll_newcomer")
    for statement in STEPS:
        statements.run(statement, given)
    if roll_import.holds == Import.Holds.EVERYONE:
        _whoever_is_missing(roll_import, given)
    findings.look(roll_import)
    return figures(roll_import)


def figures(roll_import):
    """{"child new": 3, …} of everything that would change."""
    counted = roll_import.planned.exclude(kind=Kind.SAME).order_by().values_list("about", "kind")
    return {f"{about} {kind}": n for about, kind, n in counted.annotate(n=Count("pk"))}


def digest(roll_import):
    """One hash of all that would change: two plans with the same one change the same."""
    return statements.value(DIGEST, {"roll_import": roll_import.pk})


def _given(roll_import, day):
    return {
        "roll_import": roll_import.pk,
        "source": roll_import.organisation_id,
        "day": day.isoformat(),
        "today": timezone.localdate(),
        "children": _numbers_of(Child),
        "adults": _numbers_of(Adult),
    }


def _numbers_of(model):
    return statements.value("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])


def _whoever_is_missing(roll_import, given):
    """Nobody is missing from a file that could not be read to the end: then nobody leaves by it."""
    read = roll_import.figures["read"]
    unclear = roll_import.planned.filter(kind=Kind.UNCLEAR)
    if read["unread_children"] or unclear.filter(about=About.CHILD).exists():
        return
    statements.run(LEAVERS.format(known=comparing.KNOWN, joined=comparing.JOINED, left=comparing.LEFT), given)
    if not read["unread_adults"] and not unclear.exists():
        statements.run(GONE, given)
