"""The roll kept by hand: add, correct, tie and untie, mark, merge. What changed is kept with the person."""

from django.db import transaction
from django.db.models import Exists, Func, OuterRef, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import Namesake, RollError
from organisations.models import Adult, Child, Contact, Organisation
from organisations.roll import comparing
from organisations.roll.models import Change
from organisations.roll.unmerging import Record

About, Kind = Change.About, Change.Kind
Rule = Adult.ContactRule
FILLED = ("email", "phone", "address", "contact_rule")  # what of somebody merged may go to the one kept


@transaction.atomic
def add_child(organisation, *, by, school, another=False, **facts):
    """A child whom no file has brought; `another` says that they are not whoever has this name already."""
    # The school is locked, so that what is sent twice at the same moment meets what it has added.
    school = Organisation.objects.select_for_update(no_key=True).get(pk=school.pk)
    _upn_is_free(school, facts.get("upn"))
    if not another:
        _child_is_new(school, **facts)
    child = Child.objects.create(school=school, **facts)
    _note(organisation, Kind.NEW, child, {}, _said(facts), by)
    return child


@transaction.atomic
def correct(organisation, person, *, by, **facts):
    """Give a child or an adult other facts. They stand until the school's own records say something new."""
    person = type(person).objects.select_for_update().get(pk=person.pk)
    before = {name: getattr(person, name) for name in facts}
    changed = {name: value for name, value in facts.items() if before[name] != value}
    if not changed:
        return person
    if changed.get("upn"):
        _upn_is_free(person.school, changed["upn"])
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=list(changed))
    _note(organisation, Kind.CHANGED, person, _said({name: before[name] for name in changed}), _said(changed), by)
    return person


@transaction.atomic
def add_adult(organisation, child, *, by, contact, another=False, **facts):
    """An adult of this child whom no file has brought; `another` says that they are nobody else of this name."""
    child = Child.objects.select_for_update(no_key=True).get(pk=child.pk)  # as above
    if not another:
        _adult_is_new(organisation, child, **facts)
    adult = Adult.objects.create(controller=organisation.controller, **facts)
    _note(organisation, Kind.NEW, adult, {}, _said(facts), by)
    tie(organisation, adult, child, by=by, **contact)
    return adult


@transaction.atomic
def tie(organisation, adult, child, *, by, **facts):
    """Make an adult a contact of a child, or correct how they belong together."""
    kept = Contact.objects.select_for_update().filter(adult=adult, child=child).first()
    before = _said({name: getattr(kept, name) for name in comparing.CONTACT_FIELDS}) if kept else {}
    Contact.objects.update_or_create(adult=adult, child=child, defaults=facts)
    if before != _said(facts):
        kind = Kind.CHANGED if kept else Kind.NEW
        _note(organisation, kind, adult, before, _said(facts), by, child=child)


@transaction.atomic
def untie(organisation, contact, *, by):
    """An adult is no contact of a child any more; what they answered stays."""
    before = _said({name: getattr(contact, name) for name in comparing.CONTACT_FIELDS})
    contact.adult.known_as.get_or_create(source=organisation, number="")
    _note(organisation, Kind.GONE, contact.adult, before, {}, by, child=contact.child)
    contact.delete()


@transaction.atomic
def set_contact_rule(organisation, adult, rule, *, by, reason=""):
    """Say whether an adult may be contacted. No file changes what staff have marked; the reason stays with staff."""
    adult = Adult.objects.select_for_update().get(pk=adult.pk)
    if adult.contact_rule == rule:
        return
    before = {"contact_rule": adult.contact_rule}
    adult.contact_rule = rule
    adult.save(update_fields=["contact_rule"])
    _note(organisation, Kind.CHANGED, adult, before, {"contact_rule": rule, "reason": reason}, by)


@transaction.atomic
def merge(organisation, kept, other, *, by):
    """Two records of one person become one.

    The other record stays behind it: its answers are its own, and files that still name it mean the one kept.
    """
    pair = {adult.pk: adult for adult in Adult.objects.select_for_update().filter(pk__in=[kept.pk, other.pk])}
    if len(pair) < 2 or any(adult.merged_into_id for adult in pair.values()):
        raise RollError(_("These two cannot be merged: choose two different people, neither of them merged before."))
    kept, other = pair[kept.pk], pair[other.pk]
    before, record = _said({name: getattr(kept, name) for name in FILLED}), Record(organisation, other)
    _gather_contacts(kept, other, record)
    _gather_sources(kept, other, record)
    _fill(kept, other)
    kept.save(update_fields=FILLED)
    after = {
        name: value for name, value in _said({n: getattr(kept, n) for n in before}).items() if before[name] != value
    }
    before = {name: before[name] for name in after}
    _note(organisation, Kind.MERGED, kept, before, after | {"merged": other.full_name}, by, facts=record.facts)
    other.merged.update(merged_into=kept)
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    return kept


def same_person(organisation, adult):
    """Others here who may be this adult: the same name, address or number."""
    here = organisation.adults.filter(merged_into=None).exclude(pk=adult.pk)
    found = here.filter(name_key=adult.name_key)
    if adult.email:
        found |= here.filter(email__iexact=adult.email)
    if adult.phone_key:
        found |= here.filter(phone_key=adult.phone_key)
    return found.order_by("family_name", "given_name", "pk")


def changes_of(organisation, *, adult=None, child=None):
    """Who changed what about one person, newest first; of other schools' children nothing is told."""
    whom = {"adult": adult} if adult else {"child": child}
    changes = Change.objects.filter(**whom).exclude(kind__in=[Kind.SAME, Kind.UNCLEAR])
    brought = changes.filter(roll_import__applied_at__isnull=False)
    changes = brought | changes.filter(roll_import=None)
    if adult:
        changes = changes.filter(child=None) | changes.filter(child__in=organisation.children)
    people = ("by", "roll_import__applied_by", "roll_import__undone_by", "child", "adult")
    return changes.select_related(*people).order_by("-at", "-pk")


def _upn_is_free(school, upn):
    if upn and Child.objects.filter(school=school, upn=upn).exists():
        raise RollError(_("Another child of this school has this UPN."))


def _child_is_new(school, *, given_name, family_name="", upn="", **_others):
    """Nobody who is at this school bears this name, unless two UPNs tell them apart."""
    here = school.pupils.filter(merged_into=None).exclude(left_on__lte=timezone.localdate())
    _name_is_new(here.filter(**({"upn": ""} if upn else {})), given_name, family_name)


def _adult_is_new(organisation, child, *, given_name="", family_name, **_others):
    """Nobody on this roll bears this name; whoever is tied to the child comes first."""
    theirs = Exists(Contact.objects.filter(adult=OuterRef("pk"), child=child))
    here = organisation.adults.filter(merged_into=None).order_by(theirs.desc(), "pk")
    _name_is_new(here, given_name, family_name)


def _name_is_new(people, given_name, family_name):
    key = Func(Value(given_name), Value(family_name), function="roll_name_key")
    if found := people.filter(name_key=key).first():
        raise Namesake(_("%(name)s is on the roll already.") % {"name": found}, found)


def _gather_contacts(kept, other, record):
    """All children of the one are children of the other; what either is known to be, the one kept is."""
    ours = {contact.child_id: contact for contact in kept.contacts.all()}
    for contact in other.contacts.all():
        if (mine := ours.get(contact.child_id)) is None:
            contact.adult = kept
            contact.save(update_fields=["adult"])
            record.moved(contact)
            continue
        before = {"parental_responsibility": mine.parental_responsibility, "said": mine.said}
        mine.parental_responsibility |= contact.parental_responsibility
        mine.said = mine.said or contact.said
        mine.save(update_fields=["parental_responsibility", "said"])
        record.joined(mine, before)
        record.dropped(contact)
        contact.delete()


def _gather_sources(kept, other, record):
    """Numbers under which files know the other lead to the one kept from now on."""
    ours = set(kept.known_as.values_list("source", "number"))
    for known in other.known_as.all():
        if (known.source_id, known.number) in ours:
            record.known_once(known)
            known.delete()
        else:
            record.known(known)
            known.adult = kept
            known.save(update_fields=["adult"])


def _fill(kept, other):
    """What only the other one has; and whoever is not to be contacted under one name, is not under both."""
    kept.email, kept.phone = kept.email or other.email, kept.phone or other.phone
    kept.address = kept.address or other.address
    if kept.contact_rule == Rule.NORMAL:
        kept.contact_rule = other.contact_rule


def _said(facts):
    return {name: comparing.text(value) for name, value in facts.items()}


def _note(organisation, kind, person, before, after, by, child=None, **more):
    """The values stay with the person and go with them; the log that lasts for ever names only what was touched."""
    about = About.CONTACT if child else About(type(person)._meta.model_name)
    whom = {"adult": person, "child": child} if child else {str(about): person}
    names = {"given_name": person.given_name, "family_name": person.family_name}
    Change.objects.create(
        kind=kind, about=about, by=by, at=timezone.now(), before=before, after=after, **names, **whom, **more
    )  # fmt: skip
    history.record(organisation, f"roll_{kind}", person, by=by, what=sorted({**before, **after}))
