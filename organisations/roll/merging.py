"""Two records of one child become one. Those of one adult: see people.merge."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import RollError
from organisations.models import Child
from organisations.roll import comparing
from organisations.roll.models import Change
from organisations.roll.unmerging import Record

FILLED = ("upn", "year_group", "class_name", "family_name")


def same_child(child):
    """Others of this school who may be this child: the same name."""
    here = Child.objects.filter(school=child.school_id, merged_into=None, name_key=child.name_key)
    return here.exclude(pk=child.pk).order_by("left_on", "pk")


@transaction.atomic
def merge_children(organisation, kept, other, *, by):
    """The other record stays behind the one kept, off the roll; what was answered for it keeps its words."""
    pair = {child.pk: child for child in Child.objects.select_for_update().filter(pk__in=[kept.pk, other.pk])}
    if len(pair) < 2 or any(child.merged_into_id for child in pair.values()) or kept.school_id != other.school_id:
        raise RollError(_("These two cannot be merged: choose two children of one school, neither merged before."))
    kept, other = pair[kept.pk], pair[other.pk]
    before = {name: comparing.text(getattr(kept, name)) for name in (*FILLED, "joined_on", "left_on")}
    record = Record(organisation, other)
    record.facts["own"] = {"upn": other.upn, "left_on": comparing.text(other.left_on)}
    _gather_contacts(kept, other, record)
    _gather_sources(kept, other, record)
    _put_behind(other, kept)
    other.merged.update(merged_into=kept)
    kept.save()
    after = {name: comparing.text(getattr(kept, name)) for name in before}
    changed = {name: value for name, value in after.items() if before[name] != value}
    after = changed | {"merged": other.full_name}
    _note(organisation, kept, {name: before[name] for name in changed}, after, by, record.facts)
    return kept


def _gather_contacts(kept, other, record):
    """Parents and carers of the one are those of the other."""
    ours = set(kept.contacts.values_list("adult", flat=True))
    for contact in other.contacts.all():
        if contact.adult_id in ours:
            record.dropped(contact)
            contact.delete()
        else:
            record.moved(contact)
            contact.child = kept
            contact.save(update_fields=["child"])


def _gather_sources(kept, other, record):
    """Numbers under which files know the other lead to the one kept, where no number of the same source does."""
    ours = set(kept.known_as.values_list("source", flat=True))
    for known in other.known_as.all():
        if known.source_id in ours:
            record.known_once(known)
            known.delete()
        else:
            record.known(known)
            known.child = kept
            known.save(update_fields=["child"])


def _put_behind(other, kept):
    """What only the other one has, the one kept has now; on roll is on roll."""
    for name in FILLED:
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    kept.joined_on = min(kept.joined_on, other.joined_on)
    kept.left_on = max(kept.left_on, other.left_on) if kept.left_on and other.left_on else None
    other.upn, other.merged_into = "", kept
    other.left_on = other.left_on or max(timezone.localdate(), other.joined_on)
    other.save()  # first: no two children of a school have one UPN


def _note(organisation, kept, before, after, by, facts):
    names = {"given_name": kept.given_name, "family_name": kept.family_name}
    told = {"kind": Change.Kind.MERGED, "about": Change.About.CHILD, "before": before, "after": after, "facts": facts}
    Change.objects.create(by=by, child=kept, **names, **told)
    history.record(organisation, "roll_merged", kept, by=by, what=sorted({**before, **after}))
