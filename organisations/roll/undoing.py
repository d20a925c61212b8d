"""An import is taken back, while nothing depends on what it brought; what does depend is listed."""

from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import NotNow, StillNeeded
from organisations.models import Adult, Child, Contact
from organisations.roll import applying, comparing, dependents
from organisations.roll.models import About, AdultKnownAs, Change, ChildKnownAs

CHUNK = 1_000
Kind = Change.Kind
PEOPLE = {About.CHILD: (Child, ChildKnownAs), About.ADULT: (Adult, AdultKnownAs)}


@transaction.atomic
def undo(roll_import, *, by):
    """Bring the roll back to where it was; what somebody changed since then stays as they left it."""
    roll_import = applying.locked(roll_import)
    if not roll_import.applied_at or roll_import.undone_at:
        raise NotNow(_("This file was not applied, or was undone already."))
    if _later(roll_import).exists():
        raise NotNow(_("Another file was applied after this one. Please undo that one first."))
    if reasons := needs(roll_import):
        raise StillNeeded(_("This file cannot be undone: what it brought is needed by now."), reasons)
    staying = dependents.call_off(_brought(roll_import, About.ADULT))
    _contacts(roll_import)
    for about in (About.ADULT, About.CHILD):
        _people(roll_import, about, staying if about == About.ADULT else set())
    roll_import.undone_at, roll_import.undone_by = timezone.now(), by
    roll_import.save(update_fields=["undone_at", "undone_by"])
    history.record(roll_import.organisation, "roll_undone", roll_import, by=by)
    return roll_import


def needs(roll_import):
    """What depends on the people this file brought: everything in the portal that points to one of them."""
    found = []
    for about, model in ((About.ADULT, Adult), (About.CHILD, Child)):
        brought = _brought(roll_import, about)
        own = roll_import.changes.filter(about=About.CONTACT, kind=Kind.NEW)
        found += dependents.of(model, brought, passing_over=own)
    return found


def asked(roll_import):
    """How many of those it brought have been asked for an answer, and gave none: that is called off."""
    return dependents.called_off_with(_brought(roll_import, About.ADULT))


def _brought(roll_import, about):
    return roll_import.changes.filter(about=about, kind=Kind.NEW).values(str(about))


def _later(roll_import):
    others = type(roll_import).objects.filter(organisation=roll_import.organisation, undone_at=None)
    return others.filter(applied_at__gt=roll_import.applied_at)


def _contacts(roll_import):
    changes = roll_import.changes.filter(about=About.CONTACT).order_by("pk")
    for chunk in _chunks(changes):
        kept = _kept_contacts(chunk)
        pairs = [(change, kept.get((change.adult_id, change.child_id))) for change in chunk]
        brought = [contact.pk for change, contact in pairs if change.kind == Kind.NEW and contact]
        Contact.objects.filter(pk__in=brought).delete()
        for change, contact in pairs:
            if change.kind == Kind.GONE and contact is None:
                Contact(adult_id=change.adult_id, child_id=change.child_id, **change.before).save()
            elif change.kind in (Kind.CHANGED, Kind.SAME) and contact:
                _save(contact, _take_back(contact, change))


def _people(roll_import, about, staying):
    model, known_as = PEOPLE[about]
    changes = roll_import.changes.filter(about=about).select_related(str(about)).order_by("pk")
    for chunk in _chunks(changes):
        for change in chunk:
            if change.kind != Kind.NEW:
                _person(roll_import, change, getattr(change, about), known_as)
        brought = [getattr(change, f"{about}_id") for change in chunk if change.kind == Kind.NEW]
        model.objects.filter(pk__in=brought).exclude(pk__in=staying).delete()


def _person(roll_import, change, person, known_as):
    _save(person, _take_back(person, change))
    if "known" in change.after:
        about = {"source": roll_import.organisation, str(change.about): person}
        known = known_as.objects.filter(**about, number=change.after["known"]["number"])
        before = change.before.get("known")
        known.update(**before) if before else known.delete()


def _save(kept, names):
    if names:
        kept.save(update_fields=names)


def _take_back(kept, change):
    """Set what this change set back to what it was, unless somebody has changed it again. Returns the names."""
    names = []
    for name, value in change.after.items():
        if name != "known" and comparing.text(getattr(kept, name)) == value:
            comparing.set_fields(kept, {name: change.before[name]})
            if name == "said":
                kept.said = change.before[name]
            names.append(name)
    return names


def _chunks(queryset):
    rows = queryset.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _kept_contacts(changes):
    """{(adult, child): contact} of those these changes are about."""
    contacts = Contact.objects.filter(child__in=[change.child_id for change in changes])
    return {(contact.adult_id, contact.child_id): contact for contact in contacts}
