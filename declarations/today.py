"""Who needs a person this morning, grouped by the one right thing to do."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations import notes, standing
from declarations.models import Note
from declarations.standing import State

SHOWN = 8
WHAT_TO_DO = {
    State.WANTS_TO_TALK: _("Ring them. Write down what was said; then they leave this list."),
    State.NO_DETAILS: _("Ask the family for an e-mail address, or hand out the form on paper."),
    State.BOUNCED: _("Check the address with the family, correct it, then send the message again."),
    State.OPENED: _(
        "They opened the link and did not finish. A friendly word at the gate, or a reminder, is often enough."
    ),
    State.DECLINED: _("They said no, as they may. Nothing has to be done; a note settles it."),
    State.WITHDRAWN: _("They took their answer back. Nothing has to be done; a note settles it."),
}


# Those who have not answered leave the list with a note, too, and come back when nothing has happened for so long.
RESTS = timedelta(days=14)
NOT_ANSWERED = (State.NO_DETAILS, State.BOUNCED, State.OPENED)


@dataclass
class Group:
    """Those of one state: how many people there are, for the first few of them all that is asked, and about which
    codes the others are, {policy: title}: a list of names is about one code at a time."""

    state: State
    what_to_do: str
    number: int
    people: list
    codes_of_others: dict

    @property
    def has_answered(self):
        """Then nothing more is asked of them: no letter, and a note settles it."""
        return self.state not in NOT_ANSWERED

    @property
    def more(self):
        return self.number - len(self.people)


def groups(organisation):
    """The groups that hold anybody, in the order of State; the same few queries however many people there are."""
    waiting = _waiting(organisation)
    found = defaultdict(dict)
    for state, adult, *about in waiting.values_list("state", "adult", "pk", "version__policy", "version__title"):
        found[State(state)].setdefault(adult, []).append(about)
    first = {state: list(people.values())[:SHOWN] for state, people in found.items()}
    shown = [pk for people in first.values() for requests in people for pk, *_code in requests]
    known = waiting.select_related("adult", "answer", "version").in_bulk(shown)
    return [_group(state, list(found[state].values()), known) for state in WHAT_TO_DO if state in found]


def _group(state, people, known):
    first = [[known[pk] for pk, *_code in requests] for requests in people[:SHOWN]]
    codes = {policy: title for requests in people[SHOWN:] for _pk, policy, title in requests}
    return Group(state, WHAT_TO_DO[state], len(people), first, codes)


def _waiting(organisation):
    """Whoever has waited longest stands first; whoever was never written to, last."""
    asked = standing.asked_at(organisation).filter(version__in=standing.versions_at(organisation))
    listed = standing.listed(asked, organisation).filter(state__in=WHAT_TO_DO)
    lately = Note.objects.filter(adult=OuterRef("adult"), organisation=organisation, at__gt=timezone.now() - RESTS)
    resting = Q(Exists(lately), state__in=NOT_ANSWERED)
    return notes.unsettled(listed).exclude(resting).order_by(F("last_contact").asc(nulls_last=True), "pk")
