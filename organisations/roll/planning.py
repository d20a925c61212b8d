"""What a file would change, worked out and written down, and nothing else: the roll stays as it is."""

import hashlib
import json
from itertools import islice

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from organisations import copying
from organisations.models import Child, Contact
from organisations.roll import bulk, comparing, findings, gathering, matching, progress
from organisations.roll.models import AdultKnownAs, Change, ChildKnownAs, Import

CHUNK = 1_000
About, Kind = Change.About, Change.Kind
LEFT = "left"


@transaction.atomic
def plan(roll_import, day):
    """Work out all changes anew from the lines that were read. Returns (figures, digest)."""
    roll_import.lines.update(of_child=None, of_adult=None)
    roll_import.changes.all().delete()
    findings.forget(roll_import)
    gathering.gather(roll_import)
    matching.decided(roll_import, About.CHILD)
    matching.children(roll_import, day)
    matching.decided(roll_import, About.ADULT)
    matching.adults(roll_import)
    matching.decided_to_be_others(roll_import)
    _children(roll_import, day)
    _adults(roll_import)
    _contacts(roll_import)
    if roll_import.holds == Import.Holds.EVERYONE:
        _whoever_is_missing(roll_import, day)
    findings.look(roll_import)
    return figures(roll_import), digest(roll_import)


def figures(roll_import):
    """{"child new": 3, …} of everything that would change."""
    counted = roll_import.changes.exclude(kind=Kind.SAME).order_by().values_list("about", "kind")
    return {f"{about} {kind}": n for about, kind, n in counted.annotate(n=Count("pk"))}


def digest(roll_import):
    """One hash of all that would change: the same again means that the roll has not moved meanwhile."""
    seen = hashlib.sha256()
    changes = roll_import.changes.exclude(kind=Kind.SAME, after={}).order_by("about", "key", "child_id", "adult_id")
    columns = ("about", "key", "kind", "child_id", "adult_id", "before", "after")
    for row in changes.values_list(*columns).iterator(chunk_size=CHUNK):
        seen.update(json.dumps(row, sort_keys=True).encode())
    return seen.hexdigest()


def _children(roll_import, day):
    people = roll_import.changes.filter(about=About.CHILD).exclude(kind=Kind.UNCLEAR)
    for chunk in _chunks(people.select_related("child").order_by("pk")):
        known = _known(ChildKnownAs, "child_id", roll_import, chunk)
        for person in chunk:
            if person.child is None:
                _new_child(person, day)
                continue
            record = known.get((person.child_id, person.number)) or known.get((person.child_id, None))
            said = record.said if record else {}
            _note(person, record, *comparing.child(person.facts, person.child, said, day))
        _keep(chunk)
        progress.tell(roll_import, _("Children compared"), len(chunk))


def _new_child(person, day):
    """A child nobody knows joins the roll, unless the file itself says that they have left."""
    facts = person.facts
    leaving = facts.get("left_on", "")
    if leaving == LEFT or (leaving and leaving <= day.isoformat()):
        return
    person.kind = Kind.NEW
    person.after = {name: facts[name] for name in comparing.CHILD_FIELDS if facts.get(name)}
    person.after.setdefault("joined_on", day.isoformat())
    if leaving >= person.after["joined_on"]:
        person.after["left_on"] = leaving
    person.after["known"] = _known_now(person.number, _said(facts, comparing.CHILD_FIELDS) | {"left_on": leaving})


def _adults(roll_import):
    people = roll_import.changes.filter(about=About.ADULT).exclude(kind=Kind.UNCLEAR)
    people = people.annotate(has_child=Exists(_ties(roll_import).filter(of_adult=OuterRef("pk"))))
    spoken_for = set()  # after a merge two people of a file can be one adult: the first speaks for both
    for chunk in _chunks(people.select_related("adult").order_by("row", "pk")):
        known = _known(AdultKnownAs, "adult_id", roll_import, chunk)
        for person in chunk:
            if person.adult is None and person.has_child:
                _new_adult(person)
            elif person.adult and person.adult_id not in spoken_for:
                spoken_for.add(person.adult_id)
                record = known.get((person.adult_id, person.number)) or known.get((person.adult_id, ""))
                said = record.said if record else {}
                _note(person, record, *comparing.adult(person.facts, person.adult, said))
        _keep(chunk)
        progress.tell(roll_import, _("Adults compared"), len(spoken_for))


def _new_adult(person):
    person.kind = Kind.NEW
    names = (*comparing.ADULT_FIELDS, "contact_rule")
    person.after = {name: person.facts[name] for name in names if person.facts.get(name)}
    person.after["known"] = _known_now(person.number, _said(person.facts, names))


def _contacts(roll_import):
    lines = _ties(roll_import).exclude(of_adult__kind=Kind.UNCLEAR)
    lines = lines.order_by("of_child_id", "of_adult_id", "row", "pk").distinct("of_child_id", "of_adult_id")
    for chunk in _chunks(lines.select_related("of_child", "of_adult")):
        kept = _kept_contacts(chunk)
        changes = [_contact(line, kept) for line in chunk if _is_first(line, kept)]
        copying.store([change for change in changes if change])
        progress.tell(roll_import, _("Contacts compared"), len(chunk))


def _ties(roll_import):
    """Lines that tie an adult to a child who is on the roll, or comes to it."""
    lines = roll_import.lines.filter(of_child__isnull=False, of_adult__isnull=False)
    return lines.exclude(of_child__kind=Kind.UNCLEAR).exclude(of_child__kind=Kind.SAME, of_child__child=None)


def _kept_contacts(lines):
    contacts = Contact.objects.filter(child__in={line.of_child.child_id for line in lines} - {None})
    return {(contact.adult_id, contact.child_id): contact for contact in contacts}


def _is_first(line, kept):
    """Whether no other line speaks of this contact: two people of the file can be one adult after a merge."""
    pair = line.of_adult.adult_id, line.of_child.child_id
    contact = kept.get(pair)
    is_first = contact is None or not hasattr(contact, "spoken_for")
    if contact:
        contact.spoken_for = True
    return is_first


def _contact(line, kept):
    child, adult = line.of_child, line.of_adult
    change = Change(
        roll_import_id=line.roll_import_id,
        about=About.CONTACT,
        key=f"{child.key}{adult.key}",
        row=line.row,
        given_name=adult.given_name,
        family_name=adult.family_name,
        of_child=child,
        of_adult=adult,
        child_id=child.child_id,
        adult_id=adult.adult_id,
    )
    contact = kept.get((adult.adult_id, child.child_id))
    if contact is None:
        change.kind = Kind.NEW
        change.after = _said(line.contact, comparing.CONTACT_FIELDS) | {"said": line.contact | {"here": True}}
        return change
    change.before, change.after, said = comparing.contact(line.contact, contact, contact.said)
    change.kind = Kind.CHANGED if change.after else Kind.SAME
    said = said | {"here": True}
    if said != contact.said:
        change.before["said"], change.after["said"] = contact.said, said
    return change if change.after else None


def _whoever_is_missing(roll_import, day):
    """Nobody is missing from a file that could not be read to the end: then nobody leaves by it."""
    read = roll_import.figures["read"]
    unclear = roll_import.changes.filter(kind=Kind.UNCLEAR)
    if read["unread_children"] or unclear.filter(about=About.CHILD).exists():
        return
    _leavers(roll_import, day)
    if not read["unread_adults"] and not unclear.exists():
        _gone(roll_import)


def _leavers(roll_import, day):
    """Children on roll at the schools the file speaks of, whom it does not name."""
    named = roll_import.changes.filter(about=About.CHILD)
    missing = Child.objects.on_roll().filter(school__in=named.order_by().values("school").distinct())
    missing = missing.exclude(Exists(named.filter(child=OuterRef("pk"))))
    for chunk in _chunks(missing.order_by("pk")):
        known = _known(ChildKnownAs, "child_id", roll_import, [Change(child=child) for child in chunk])
        copying.store([_leaver(roll_import, child, known, day) for child in chunk])


def _leaver(roll_import, child, known, day):
    record = known.get((child.pk, None))
    left_on = max(day, child.joined_on).isoformat()
    change = Change(
        roll_import=roll_import,
        about=About.CHILD,
        kind=Kind.LEFT,
        child=child,
        school_id=child.school_id,
        given_name=child.given_name,
        family_name=child.family_name,
    )
    said = (record.said if record else {}) | {"left_on": LEFT}
    _note(change, record, {"left_on": comparing.text(child.left_on)}, {"left_on": left_on}, said)
    change.kind = Kind.LEFT
    return change


def _gone(roll_import):
    """Contacts that the school's own records brought and name no more. What staff added stays."""
    named = roll_import.changes.filter(about=About.CHILD, child__isnull=False).exclude(kind=Kind.LEFT)
    pair = {"of_child__child": OuterRef("child"), "of_adult__adult": OuterRef("adult")}
    told = roll_import.lines.filter(**pair)
    gone = Contact.objects.filter(child__in=named.values("child")).exclude(said={}).exclude(Exists(told))
    for chunk in _chunks(gone.select_related("adult").order_by("pk")):
        copying.store([_gone_contact(roll_import, contact) for contact in chunk])


def _gone_contact(roll_import, contact):
    before = {name: getattr(contact, name) for name in (*comparing.CONTACT_FIELDS, "said")}
    adult = contact.adult
    return Change(
        roll_import=roll_import,
        about=About.CONTACT,
        kind=Kind.GONE,
        child_id=contact.child_id,
        adult=adult,
        given_name=adult.given_name,
        family_name=adult.family_name,
        before=before,
    )


def _note(change, record, before, after, said):
    """Write into a change what it changes: of the person, and of what their source is known to have said."""
    change.kind = Kind.CHANGED if after else Kind.SAME
    change.before, change.after = dict(before), dict(after)
    number = change.number or (record.number if record else "")
    known_before = _known_now(record.number, record.said) if record else None
    known = _known_now(number, said)
    if known != known_before:
        change.before["known"], change.after["known"] = known_before, known


def _known_now(number, said):
    return {"number": number, "said": said}


def _said(facts, names):
    return {name: facts[name] for name in names if facts.get(name) not in ("", None)}


def _known(model, column, roll_import, chunk):
    """{(person's number here, number in the source): what is known}; (…, None) is any of them."""
    people = {getattr(each, column) for each in chunk} - {None}
    records = model.objects.filter(source=roll_import.organisation, **{f"{column}__in": people}).order_by("-pk")
    known = {}
    for record in records:
        known[getattr(record, column), record.number] = known[getattr(record, column), None] = record
    return known


def _keep(chunk):
    """Only what has something to say is written again: a file that changes nothing writes nothing."""
    changed = [person for person in chunk if person.after or person.kind != Kind.SAME]
    bulk.update(changed, ["kind", "before", "after"])


def _chunks(queryset):
    rows = queryset.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
