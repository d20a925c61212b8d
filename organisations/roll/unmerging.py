"""Two records that were merged are two again, while nothing new depends on their being one; what does is listed."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import history
from organisations.errors import NotNow, StillNeeded
from organisations.models import Adult, Child, Contact
from organisations.roll import comparing
from organisations.roll.models import Change

About, Kind = Change.About, Change.Kind
MODELS = {About.ADULT: Adult, About.CHILD: Child}
SAID = (*comparing.CONTACT_FIELDS, "said")

# What the floors above know of two adults: functions of (kept, since) giving back a list of dependents.Need …
NEEDS = []
# … and of (organisation, kept, other, by), which give back to the other what it gave to the one kept.
SEPARATE = []


class Record:
    """What a merge moves and drops, so that it can be undone; kept as JSON with the change that tells of it."""

    def __init__(self, organisation, other):
        merged_before = list(other.merged.values_list("pk", flat=True))
        self.facts = {"organisation": organisation.pk, "other": other.pk, "merged_before": merged_before}
        self.facts |= {"moved": [], "dropped": [], "joined": [], "known": [], "known_once": []}

    def moved(self, contact):
        self.facts["moved"].append(contact.pk)

    def dropped(self, contact):
        """A contact that the one kept has, too."""
        pair = {"adult": contact.adult_id, "child": contact.child_id}
        self.facts["dropped"].append(pair | {name: getattr(contact, name) for name in SAID})

    def joined(self, contact, before):
        """A contact of the one kept that knows more now."""
        after = {name: getattr(contact, name) for name in before}
        if after != before:
            self.facts["joined"].append({"contact": contact.pk, "before": before, "after": after})

    def known(self, record):
        self.facts["known"].append(record.pk)

    def known_once(self, record):
        """A number by which a file knows the one kept, too."""
        self.facts["known_once"].append({"source": record.source_id, "number": record.number, "said": record.said})


def merges_at(organisation):
    """Merges made here that can perhaps be undone, the latest first."""
    made = {"kind": Kind.MERGED, "facts__organisation__in": list(organisation.reached().values_list("pk", flat=True))}
    return Change.objects.filter(**made).select_related("adult", "child", "by").order_by("-at", "-pk")


def other_of(change):
    """The record behind the one kept."""
    return MODELS[About(change.about)].objects.get(pk=change.facts["other"])


def needs(change):
    """What depends on the two being one."""
    kept = getattr(change, change.about)
    return [need for find in NEEDS for need in find(kept, change.at)] if change.about == About.ADULT else []


@transaction.atomic
def undo(organisation, change, *, by):
    """Give back to the other record what was its own. What came since stays with the one kept."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    if "other" not in change.facts:
        raise NotNow(_("This merge was undone already."))
    kept, other = _pair(change)
    if reasons := needs(change):
        raise StillNeeded(_("This merge cannot be undone: the two are needed as one by now."), reasons)
    _take_back(kept, change)
    _separate(kept, other, change.facts)
    _contacts(other, change)
    _sources(other, change)
    for separating in SEPARATE if change.about == About.ADULT else ():
        separating(organisation, kept, other, by)
    _note(organisation, change, kept, other, by)
    return kept


def _pair(change):
    """Both rows, locked. Only the last merge of a record is undone, and nothing of who was erased."""
    model = MODELS[About(change.about)]
    keys = [getattr(change, f"{change.about}_id"), change.facts["other"]]
    found = {each.pk: each for each in model.objects.select_for_update().filter(pk__in=keys)}
    kept, other = (found.get(pk) for pk in keys)
    if kept is None or other is None or any(getattr(each, "forgotten_at", None) for each in (kept, other)):
        raise NotNow(_("One of the two records is gone, so the merge cannot be undone."))
    if kept.merged_into_id or other.merged_into_id != kept.pk:
        raise NotNow(_("This record was merged again since. Please undo that first."))
    return kept, other


def _take_back(kept, change):
    """Set what the merge filled in back to what it was, unless somebody has changed it again."""
    still = {name: was for name, was in change.before.items() if _is_so(kept, name, change.after[name])}
    if names := comparing.set_fields(kept, still):
        kept.save(update_fields=names)


def _is_so(person, name, value):
    return comparing.text(getattr(person, name)) == value


def _separate(kept, other, facts):
    own = dict(facts.get("own", {}))  # what was taken from it while it stood behind the one kept
    if own.get("upn") and Child.objects.filter(school=other.school_id, upn=own["upn"]).exists():
        own["upn"] = ""  # somebody else has it by now
    comparing.set_fields(other, own)
    other.merged_into = None
    other.save(update_fields=["merged_into", *own])
    kept.merged.filter(pk__in=facts["merged_before"]).update(merged_into=other)


def _contacts(other, change):
    """Moved back, or written anew where the one kept has the contact, too; what is known since then stays."""
    mine, its = (About.CHILD, About.ADULT) if change.about == About.ADULT else (About.ADULT, About.CHILD)
    theirs = {change.about: other}
    taken = set(other.contacts.values_list(f"{mine}_id", flat=True))
    for contact in Contact.objects.filter(pk__in=change.facts["moved"], **{its: getattr(change, its)}):
        if getattr(contact, f"{mine}_id") not in taken:
            Contact.objects.filter(pk=contact.pk).update(**theirs)
    for said in change.facts["dropped"]:
        if MODELS[mine].objects.filter(pk=said[mine]).exists():
            facts = {name: said[name] for name in SAID}
            Contact.objects.get_or_create(**{f"{mine}_id": said[mine]}, **theirs, defaults=facts)
    for told in change.facts["joined"]:
        unchanged = Contact.objects.filter(Q(**told["after"]), pk=told["contact"])
        unchanged.update(**told["before"])


def _sources(other, change):
    """Files know it by its own numbers again, as far as they have not given them to somebody else."""
    other.known_as.model.objects.filter(pk__in=change.facts["known"]).update(**{change.about: other})
    for said in change.facts["known_once"]:
        number = {"source_id": said["source"], "number": said["number"]}
        if not other.known_as.model.objects.filter(**number).exclude(number="").exists():
            other.known_as.get_or_create(**number, defaults={"said": said["said"]})


def _note(organisation, change, kept, other, by):
    """On both records. The values stay with the person; the log that lasts for ever names only what was touched."""
    what = sorted({**change.before, **change.after})
    for person, from_whom in ((kept, other), (other, kept)):
        names = {"given_name": person.given_name, "family_name": person.family_name}
        told = {"kind": Kind.UNMERGED, "about": change.about, "after": {"merged": from_whom.full_name}}
        Change.objects.create(by=by, at=timezone.now(), **{change.about: person}, **names, **told)
    change.facts = {}
    change.save(update_fields=["facts"])
    history.record(organisation, "roll_unmerged", kept, by=by, other=other.pk, what=what)
