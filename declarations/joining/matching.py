"""From the school link to a personal one, as far as the office goes: who is it, and does the address change?"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Func, Prefetch, Q, TextField, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import corrections, new_links
from declarations.errors import CannotMatch
from declarations.joining import holding
from declarations.joining.models import Introduction
from organisations import history
from organisations.models import Adult
from organisations.roll import people

MOST = 12
LABELS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "child": gettext_lazy("Child"),
    "class_name": gettext_lazy("Class"),
}


@dataclass(frozen=True)
class Fact:
    """One thing said, beside what the roll says."""

    label: str
    said: str
    on_roll: str
    is_same: bool


@dataclass(frozen=True)
class Candidate:
    """An adult on the roll who may be meant."""

    adult: Adult
    facts: list

    @property
    def agreements(self):
        return sum(fact.is_same for fact in self.facts)

    @property
    def may_be_asked(self):
        return self.adult.contact_rule == Adult.ContactRule.NORMAL


def all_at(organisation):
    """Those whose address is confirmed, as staff of this organisation may see them; a trust's, its schools' too."""
    return Introduction.objects.filter(organisation__in=organisation.reached(), confirmed_at__isnull=False)


def unconfirmed_at(organisation):
    """Those to whom the question was sent and who have not confirmed: shown in a demo alone."""
    return Introduction.objects.filter(organisation__in=organisation.reached(), confirmed_at=None)


def waiting_at(organisation):
    """Those whom nobody has looked at, the longest waiting first."""
    return all_at(organisation).filter(settled_at=None)


def figures_at(organisation):
    """How many wait, and how many of them have said that they have no parental responsibility."""
    return waiting_at(organisation).aggregate(unmatched=Count("pk"), not_theirs=Count("not_theirs_at"))


def candidates(introduction):
    """Adults of this school who may be meant, whoever agrees in most first."""
    school = introduction.organisation
    here = children_named(introduction)
    adults = school.adults.filter(merged_into=None).alias(said=_key(introduction.name))
    meant = Q(name_key=F("said")) | Q(email__iexact=introduction.email) | Q(pk__in=here.values("adults"))
    theirs = Prefetch("children", queryset=school.children.on_roll(), to_attr="children_here")
    found = adults.filter(meant).prefetch_related(theirs).order_by("pk")[: 5 * MOST]
    return sorted((_compared(introduction, adult) for adult in found), key=lambda one: -one.agreements)[:MOST]


def children_named(introduction):
    """Children of this school who bear the name given, or its first part in the class given."""
    children = introduction.organisation.children.on_roll().alias(said=_key(introduction.child))
    named = Q(name_key=F("said"))
    if words := introduction.child.split():
        named |= Q(given_name__iexact=words[0], class_name__iexact=introduction.class_name or words[0])
    return children.filter(named)


@transaction.atomic
def match(introduction, adult, *, by):
    """The office has asked a person: it is this adult. The roll gets the address, a personal link goes there, and
    what they have answered counts from when they answered it; a no to parental responsibility waits to be looked at.
    Returns the declarations."""
    introduction = _still_waiting(introduction)
    if adult.contact_rule != Adult.ContactRule.NORMAL:
        raise CannotMatch(_("This person is not to be contacted, so no link goes to them."))
    school = introduction.organisation
    if adult.email.lower() != introduction.email.lower():
        introduction.replaced, introduction.attempts, introduction.send_after = adult.email, 0, timezone.now()
    people.correct(school, adult, by=by, email=introduction.email)
    given = holding.count(introduction, adult, by=by)
    if introduction.not_theirs_at:
        corrections.note_not_mine(adult, school, at=introduction.not_theirs_at)
    _settle(introduction, by, adult=adult)
    history.record(school, "matched", introduction, by=by, adult=adult.pk)
    new_links.owe(adult, school)
    return given


@transaction.atomic
def refuse(introduction, *, by):
    """Nobody of this school. Whoever asked is told kindly; what they answered never counts."""
    introduction = _still_waiting(introduction)
    introduction.is_owed_refusal, introduction.attempts, introduction.send_after = True, 0, timezone.now()
    _settle(introduction, by)
    history.record(introduction.organisation, "not_matched", introduction, by=by)


def _still_waiting(introduction):
    waiting = Introduction.objects.select_for_update(of=("self",)).select_related("organisation")
    found = waiting.filter(pk=introduction.pk, settled_at=None).first()
    if found is None:
        raise CannotMatch(_("Somebody else has settled this already."))
    return found


def _settle(introduction, by, adult=None):
    introduction.settled_at, introduction.settled_by, introduction.adult = timezone.now(), by, adult
    introduction.save()
    # Asked twice, it is one question.
    again = Introduction.objects.filter(organisation=introduction.organisation, settled_at=None)
    again.filter(email=introduction.email, name__iexact=introduction.name).delete()


def _compared(introduction, adult):
    child = _nearest(introduction, adult.children_here)
    on_roll = {
        "name": adult.full_name,
        "email": adult.email,
        "child": child.full_name if child else "",
        "class_name": child.class_name if child else "",
    }
    facts = []
    for name, words in on_roll.items():
        said = getattr(introduction, name)
        facts.append(Fact(LABELS[name], said, words, _plain(said) == _plain(words)))
    return Candidate(adult, facts)


def _nearest(introduction, children):
    """Of the adult's children, the one most like the one named."""
    said = _plain(introduction.child)
    first = _plain(introduction.child.split()[0]) if introduction.child.split() else ""
    in_order = sorted(children, key=lambda child: (_plain(child.full_name) != said, _plain(child.given_name) != first))
    return in_order[0] if in_order else None


def _key(name):
    """The key of a whole name, as that of a person on the roll is made."""
    return Func(Value(name), Value(""), function="roll_name_key", output_field=TextField())


def _plain(words):
    return "".join(words.casefold().split())
