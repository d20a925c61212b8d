"""A file that was checked and decided on is applied: all of it, or nothing."""

from functools import partial
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import copying, history
from organisations.errors import NotNow, RollHasMoved
from organisations.models import Adult, Child, Contact, Organisation
from organisations.roll import bulk, comparing, planning, progress, values
from organisations.roll.models import AdultKnownAs, Change, ChildKnownAs, Import

CHUNK = 1_000
About, Kind = Change.About, Change.Kind
PEOPLE = {About.CHILD: (Child, ChildKnownAs), About.ADULT: (Adult, AdultKnownAs)}
CONTACT_DEFAULTS = {"relationship": Contact.Relationship.OTHER, "parental_responsibility": False, "priority": 1}


@transaction.atomic
def apply(roll_import, *, by):
    """Write what the check showed. If the roll has moved since, nothing is written and the check is out of date."""
    roll_import = locked(roll_import)
    if roll_import.applied_at or not roll_import.checked_at:
        raise NotNow(_("This file was applied already, or has not been checked yet."))
    _figures, digest = planning.plan(roll_import, timezone.localdate(roll_import.checked_at))
    if digest != roll_import.digest:
        raise RollHasMoved(
            _("The roll has changed since this file was checked. Please look at what it would change now.")
        )
    for about in (About.CHILD, About.ADULT):
        _people(roll_import, about)
    _contacts(roll_import)
    _close(roll_import, by)
    return roll_import


def locked(roll_import):
    """The import as it is now, its controller's roll closed to every other import until the end."""
    keeper = roll_import.organisation.controller.pk
    Organisation.objects.select_for_update(no_key=True).get(pk=keeper)
    return Import.objects.select_for_update(of=["self"]).select_related("organisation__trust").get(pk=roll_import.pk)


def chunks(queryset):
    rows = queryset.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def set_fields(kept, said):
    """Give a row on the roll what JSON says of it; what is about its source is left out. Returns the names."""
    names = [name for name in said if name not in ("known", "said")]
    for name in names:
        is_day = name in ("joined_on", "left_on")
        setattr(kept, name, values.as_date(said[name]) if is_day else said[name])
    return names


def _people(roll_import, about):
    known_as = PEOPLE[about][1]
    changes = roll_import.changes.filter(about=about).exclude(after={}).select_related(str(about)).order_by("pk")
    done = 0
    for chunk in chunks(changes):
        new = [change for change in chunk if change.kind == Kind.NEW]
        _bring(roll_import, about, new)
        kept = [change for change in chunk if change.kind != Kind.NEW]
        names = {name for change in kept for name in set_fields(getattr(change, about), change.after)}
        if names:
            bulk.update([getattr(change, about) for change in kept], sorted(names))
        _know(roll_import, about, known_as, chunk)
        done += len(chunk)
        progress.tell(roll_import, _("Written"), done)


def _bring(roll_import, about, new):
    """People whom the roll did not know."""
    people = [_child(change) if about == About.CHILD else _adult(roll_import, change) for change in new]
    copying.store(people)
    for change, person in zip(new, people, strict=True):
        setattr(change, about, person)
    bulk.update(new, [str(about)])


def _child(change):
    child = Child(school_id=change.school_id)
    set_fields(child, change.after)
    return child


def _adult(roll_import, change):
    adult = Adult(controller=roll_import.organisation.controller)
    set_fields(adult, change.after)
    return adult


def _know(roll_import, about, known_as, chunk):
    """Remember what the source says of them, under its own number."""
    told = [change for change in chunk if "known" in change.after]
    place = {"source": roll_import.organisation}
    fresh = [change for change in told if not change.before.get("known")]
    copying.store(
        [known_as(**place, **{str(about): getattr(change, about)}, **change.after["known"]) for change in fresh]
    )
    for change in told:
        if before := change.before.get("known"):
            kept = known_as.objects.filter(**place, **{str(about): getattr(change, about)}, number=before["number"])
            kept.update(**change.after["known"])


def _contacts(roll_import):
    changes = roll_import.changes.filter(about=About.CONTACT).select_related("of_child", "of_adult").order_by("pk")
    for chunk in chunks(changes):
        new = [change for change in chunk if change.kind == Kind.NEW]
        for change in new:
            change.child_id, change.adult_id = change.of_child.child_id, change.of_adult.adult_id
        bulk.update(new, ["child", "adult"])
        copying.store([contact_of(change, change.after) for change in new])
        _change_contacts([change for change in chunk if change.kind in (Kind.CHANGED, Kind.SAME)])
        _end_contacts([change for change in chunk if change.kind == Kind.GONE])
        progress.tell(roll_import, _("Contacts written"), len(chunk))


def contact_of(change, said):
    return Contact(adult_id=change.adult_id, child_id=change.child_id, **(CONTACT_DEFAULTS | said))


def kept_contacts(changes):
    """{(adult, child): contact} of those these changes are about."""
    contacts = Contact.objects.filter(child__in=[change.child_id for change in changes])
    return {(contact.adult_id, contact.child_id): contact for contact in contacts}


def _change_contacts(changes):
    kept = kept_contacts(changes)
    touched = []
    for change in changes:
        contact = kept[change.adult_id, change.child_id]
        for name, value in change.after.items():
            setattr(contact, name, value)
        touched.append(contact)
    bulk.update(touched, [*comparing.CONTACT_FIELDS, "said"])


def _end_contacts(changes):
    kept = kept_contacts(changes)
    ended = [kept[change.adult_id, change.child_id].pk for change in changes]
    Contact.objects.filter(pk__in=ended).delete()


def _close(roll_import, by):
    """What only the check needed is not kept: the file, its lines, and who stayed as they were."""
    roll_import.lines.all().delete()
    roll_import.changes.filter(about=About.CONTACT).update(of_child=None, of_adult=None)
    roll_import.changes.filter(kind__in=[Kind.SAME, Kind.UNCLEAR], after={}).delete()
    if roll_import.file:
        transaction.on_commit(partial(roll_import.file.storage.delete, roll_import.file.name), robust=True)
    roll_import.file = ""
    roll_import.applied_at, roll_import.applied_by, roll_import.applying_since = timezone.now(), by, None
    roll_import.save()
    history.record(roll_import.organisation, "roll_applied", roll_import, by=by, **roll_import.figures["changes"])
