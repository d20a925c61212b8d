"""Who needs a person this morning, grouped by the one right thing to do."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from declarations import notes, standing
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
    State.WITHDRAWN: _("They took their signature back. Nothing has to be done; a note settles it."),
}


@dataclass
class Group:
    """Those of one state: how many there are, and the first few."""

    state: State
    what_to_do: str
    number: int
    requests: list = field(default_factory=list)

    @property
    def more(self):
        return self.number - len(self.requests)


def groups(organisation):
    """The groups that hold anybody, in the order of State; the same few queries however many people there are."""
    found = {}
    for request in _first_of_each(organisation):
        state = State(request.state)
        group = found.setdefault(state, Group(state, WHAT_TO_DO[state], request.number))
        group.requests.append(request)
    return [found[state] for state in State if state in found]


def _first_of_each(organisation):
    asked = standing.asked_at(organisation).filter(version__in=standing.versions_at(organisation))
    listed = standing.listed(asked, organisation).filter(state__in=WHAT_TO_DO)
    return (
        notes.unsettled(listed)
        .annotate(
            number=Window(Count("pk"), partition_by=F("state")),
            place=Window(RowNumber(), partition_by=F("state"), order_by=[F("last_contact").asc(nulls_last=True), "pk"]),
        )
        .filter(Q(place__lte=SHOWN))
        .select_related("adult", "answer", "version")
    )
