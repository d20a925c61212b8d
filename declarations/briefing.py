"""What a head reads in a minute: where each code stands, how far it came, and what parents said."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial

from django.db.models import Count
from django.utils import timezone

from declarations import charts, coverage, lately, notes, standing
from declarations.models import Request
from declarations.shares import ByState
from declarations.standing import State
from policies.models import PolicyVersion
from policies.overview import Standing

SAID = (State.WANTS_TO_TALK, State.DECLINED, State.WITHDRAWN)
VOICES = 6


@dataclass(frozen=True)
class Code(ByState):
    """One policy: where it stands and, when it asks adults, how far it came."""

    standing: Standing
    counts: dict
    chart: charts.Chart | None

    @property
    def said_something(self):
        return self.sum(SAID)

    @property
    def waiting(self):
        return self.asked - self.agreed - self.said_something - self.unreached


def codes(organisation, standings):
    """Every policy with its figures; the same few queries for one and for fifty."""
    asking = [each for each in standings if each.in_force and each.policy.asks_adults]
    counts = _counts(organisation, [each.in_force for each in asking])
    policies = [each.policy.pk for each in asking]
    number = sum(sum(each.values()) for each in counts.values())
    count = partial(coverage.days, policies, organisation)
    days = lately.counted(f"coverage:{organisation.pk}", number, count) if policies else {}
    began = _began(policies)
    return [_code(each, counts, days, began) for each in standings]


def said(organisation, codes):
    """{state: how many said so and wait for nobody's note}, over all codes."""
    found = {state: sum(code.counts.get(state, 0) for code in codes) for state in SAID}
    return {state: number for state, number in found.items() if number}


def voices(organisation):
    """The newest of those who said something that nobody has settled, with their answers; for the office and heads."""
    asked = standing.asked_at(organisation).filter(version__in=standing.versions_at(organisation), state__in=SAID)
    return notes.unsettled(asked).select_related("adult", "answer", "version").order_by("-answer__answered_at")[:VOICES]


def _code(each, counts, days, began):
    mine = each.in_force and counts.get(each.in_force.pk)
    if not mine:
        return Code(each, {}, None)
    told = days.get(each.policy.pk)
    return Code(each, mine, charts.of(told, began[each.policy.pk]) if told else None)


def _counts(organisation, versions):
    asked = Request.objects.standing().filter(version__in=versions).at(organisation).order_by()
    found = defaultdict(dict)
    for version, state, number in asked.values_list("version", "state").annotate(n=Count("pk")):
        found[version][State(state)] = number
    return found


def _began(policies):
    """{policy's number: the days on which words of it came into force}."""
    found = defaultdict(list)
    effective = PolicyVersion.objects.effective().filter(policy__in=policies)
    for policy, at in effective.values_list("policy", "effective_at"):
        found[policy].append(timezone.localdate(at))
    return found
