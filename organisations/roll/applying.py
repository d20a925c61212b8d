"""A file that was checked and decided on is applied: all of it, or nothing."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import NotNow, RollHasMoved
from organisations.models import Adult, Contact, Organisation
from organisations.roll import comparing, planning, progress, standing, statements
from organisations.roll.models import Import

PLANNED = "organisations_planned p WHERE p.roll_import_id = %(roll_import)s AND p.about = '{}' AND p.kind {} 'new'"
NEW_CHILDREN, NEW_ADULTS, NEW_CONTACTS = (PLANNED.format(about, "=") for about in ("child", "adult", "contact"))
KEPT_CHILDREN, KEPT_ADULTS, KEPT_CONTACTS = (PLANNED.format(about, "<>") for about in ("child", "adult", "contact"))


def _set(fields):
    """Give a row the values that a change has, and leave it the others."""
    return ", ".join(f"{name} = coalesce(p.after ->> '{name}', kept.{name})" for name in fields)


CHILDREN_CHANGED = """
UPDATE organisations_child kept SET {fields},
    joined_on = coalesce((p.after ->> 'joined_on')::date, kept.joined_on),
    left_on = CASE WHEN p.after ? 'left_on' THEN nullif(p.after ->> 'left_on', '')::date ELSE kept.left_on END
FROM {these} AND kept.id = p.child_id AND p.after - 'known' <> '{{}}'
"""
ADULTS_CHANGED = """
UPDATE organisations_adult kept SET {fields}
FROM {these} AND kept.id = p.adult_id AND p.after - 'known' <> '{{}}'
"""
CHILDREN_BROUGHT = """
INSERT INTO organisations_child
    (id, school_id, given_name, family_name, upn, year_group, class_name, joined_on, left_on)
SELECT child_id, school_id, given_name, family_name, coalesce(after ->> 'upn', ''),
    coalesce(after ->> 'year_group', ''), coalesce(after ->> 'class_name', ''), (after ->> 'joined_on')::date,
    (after ->> 'left_on')::date
FROM {these}
"""
ADULTS_BROUGHT = """
INSERT INTO organisations_adult
    (id, controller_id, given_name, family_name, email, phone, address, language, contact_rule)
SELECT adult_id, %(controller)s, given_name, family_name, coalesce(after ->> 'email', ''),
    coalesce(after ->> 'phone', ''), coalesce(after ->> 'address', ''), coalesce(after ->> 'language', %(language)s),
    coalesce(after ->> 'contact_rule', %(rule)s)
FROM {these}
"""
# What the source says of them is remembered, under its own number.
KNOWN_NEW = """
INSERT INTO organisations_{0}knownas (source_id, {0}_id, number, said)
SELECT %(source)s, {0}_id, coalesce(facts ->> 'number', ''), {1} FROM {2}
"""
KNOWN_FIRST = """
INSERT INTO organisations_{0}knownas (source_id, {0}_id, number, said)
SELECT %(source)s, {0}_id, after -> 'known' ->> 'number', after -> 'known' -> 'said'
FROM {1} AND after ? 'known' AND before ->> 'known' IS NULL
"""
KNOWN_BETTER = """
WITH better AS MATERIALIZED (
    SELECT {0}_id AS person, before -> 'known' ->> 'number' AS before, after -> 'known' AS now
    FROM {1} AND after ? 'known' AND before ->> 'known' IS NOT NULL
)
UPDATE organisations_{0}knownas known SET number = now ->> 'number', said = now -> 'said' FROM better
WHERE known.source_id = %(source)s AND known.{0}_id = person AND known.number = better.before
"""
SAID_OF_A_CHILD = f"""facts - {comparing.NOT_OF_A_CHILD}
    || jsonb_build_object('left_on', coalesce(facts ->> 'left_on', ''))"""
SAID_OF_AN_ADULT = f"facts - {comparing.NOT_OF_AN_ADULT}"
CONTACTS_CHANGED = """
UPDATE organisations_contact kept SET relationship = coalesce(p.after ->> 'relationship', kept.relationship),
    parental_responsibility = coalesce((p.after ->> 'parental_responsibility')::boolean, kept.parental_responsibility),
    priority = coalesce((p.after ->> 'priority')::smallint, kept.priority),
    said = coalesce(p.after -> 'said', kept.said)
FROM {these} AND kept.child_id = p.child_id AND kept.adult_id = p.adult_id AND p.after <> '{{}}'
"""
CONTACTS_GONE = """
DELETE FROM organisations_contact kept USING {these} AND p.kind = 'gone' AND kept.child_id = p.child_id
    AND kept.adult_id = p.adult_id
"""
CONTACTS_BROUGHT = """
INSERT INTO organisations_contact (adult_id, child_id, relationship, parental_responsibility, priority, said)
SELECT adult_id, child_id, coalesce(after ->> 'relationship', %(relationship)s),
    coalesce((after ->> 'parental_responsibility')::boolean, false), coalesce((after ->> 'priority')::smallint, 1),
    after -> 'said'
FROM {these}
"""
# Of what is new, undoing takes away all of it: what was said at first need not be kept.
REMEMBERED = """
INSERT INTO organisations_change
    (roll_import_id, at, about, kind, row, given_name, family_name, facts, before, after, child_id, adult_id)
SELECT roll_import_id, %(now)s, about, kind, row, given_name, family_name, '{}', before,
    CASE kind WHEN 'new' THEN after - 'said' ELSE after END, child_id, adult_id
FROM organisations_planned WHERE roll_import_id = %(roll_import)s AND kind <> 'unclear'
"""
STEPS = (
    CHILDREN_CHANGED.format(these=KEPT_CHILDREN, fields=_set(comparing.CHILD_FIELDS[:-1])),
    ADULTS_CHANGED.format(these=KEPT_ADULTS, fields=_set((*comparing.ADULT_FIELDS, "contact_rule"))),
    KNOWN_BETTER.format("child", KEPT_CHILDREN),
    KNOWN_BETTER.format("adult", KEPT_ADULTS),
    KNOWN_FIRST.format("child", KEPT_CHILDREN),
    KNOWN_FIRST.format("adult", KEPT_ADULTS),
    CONTACTS_CHANGED.format(these=KEPT_CONTACTS),
    CONTACTS_GONE.format(these=KEPT_CONTACTS),
    CHILDREN_BROUGHT.format(these=NEW_CHILDREN),
    ADULTS_BROUGHT.format(these=NEW_ADULTS),
    KNOWN_NEW.format("child", SAID_OF_A_CHILD, NEW_CHILDREN),
    KNOWN_NEW.format("adult", SAID_OF_AN_ADULT, NEW_ADULTS),
    CONTACTS_BROUGHT.format(these=NEW_CONTACTS),
    REMEMBERED,
)

# So much at once is told to the planner at once: it would take children of one name for rare only minutes later.
LOOK = """
ANALYZE organisations_child (id, school_id, upn, name_key, year_group, class_name, joined_on, left_on, merged_into_id),
    organisations_adult (id, controller_id, email, name_key, phone_key, contact_rule, merged_into_id),
    organisations_contact (adult_id, child_id), organisations_childknownas (source_id, number, child_id),
    organisations_adultknownas (source_id, number, adult_id)
"""
MUCH = 10_000  # rows


@transaction.atomic
def apply(roll_import, *, by):
    """Write what the check showed. If the roll has moved since, nothing is written and the check is out of date."""
    roll_import = locked(roll_import)
    if roll_import.applied_at or not roll_import.checked_at:
        raise NotNow(_("This file was applied already, or has not been checked yet."))
    _hold_to_the_check(roll_import)
    given, written = _given(roll_import), 0
    for statement in STEPS:
        written += statements.run(statement, given)
        progress.tell(roll_import, _("Written"), written)
    if written > MUCH:
        statements.run(LOOK, None)
    _close(roll_import, by)
    return roll_import


def locked(roll_import):
    """The import as it is now, its controller's roll closed to every other import until the end."""
    keeper = roll_import.organisation.controller.pk
    Organisation.objects.select_for_update(no_key=True).get(pk=keeper)
    return Import.objects.select_for_update(of=["self"]).select_related("organisation__trust").get(pk=roll_import.pk)


def _hold_to_the_check(roll_import):
    """Where the roll stands as it stood, so does the plan; otherwise it is made anew and has to come out the same."""
    if standing.digest(roll_import) == roll_import.digest:
        return
    shown = planning.digest(roll_import)
    planning.plan(roll_import, timezone.localdate(roll_import.checked_at))
    if planning.digest(roll_import) != shown:
        raise RollHasMoved(
            _("The roll has changed since this file was checked. Please look at what it would change now.")
        )


def _given(roll_import):
    return {
        "roll_import": roll_import.pk,
        "source": roll_import.organisation_id,
        "controller": roll_import.organisation.controller.pk,
        "language": Adult._meta.get_field("language").default,
        "rule": Adult.ContactRule.NORMAL,
        "relationship": Contact.Relationship.OTHER,
        "now": timezone.now(),
    }


def _close(roll_import, by):
    """What only the check needed is not kept: the file, its lines, its plan."""
    roll_import.lines.all().delete()
    roll_import.planned.all().delete()
    if roll_import.file:
        transaction.on_commit(partial(roll_import.file.storage.delete, roll_import.file.name), robust=True)
    roll_import.file = ""
    roll_import.applied_at, roll_import.applied_by, roll_import.applying_since = timezone.now(), by, None
    roll_import.save()
    history.record(roll_import.organisation, "roll_applied", roll_import, by=by, **roll_import.figures["changes"])
