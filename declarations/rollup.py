"""The trust's table: for each school and code, how many were asked, agreed, said no, or cannot be reached."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from declarations import standing
from declarations.models import Request
from declarations.standing import State
from organisations.models import Child, Organisation
from policies.models import PolicyVersion

UNREACHED = (State.NO_DETAILS, State.BOUNCED)
SAID_NO = (State.DECLINED, State.WITHDRAWN)


@dataclass
class Row:
    """One code at one school, by adult. An adult with children at two schools counts at both."""

    school: Organisation
    version: PolicyVersion
    by_state: dict = field(default_factory=dict)

    @property
    def asked(self):
        return sum(self.by_state.values())

    @property
    def agreed(self):
        return self._sum(standing.DONE)

    @property
    def percent(self):
        """Whole per cent who agreed, rounded down: 100 means every one."""
        return 100 * self.agreed // self.asked

    @property
    def said_no(self):
        return self._sum(SAID_NO)

    @property
    def talks(self):
        return self._sum([State.WANTS_TO_TALK])

    @property
    def unreached(self):
        return self._sum(UNREACHED)

    @property
    def waiting(self):
        return self.asked - self.agreed - self.said_no - self.talks - self.unreached

    @property
    def review_on(self):
        return self.version.review_day

    def _sum(self, states):
        return sum(self.by_state.get(state, 0) for state in states)


def rows(trust):
    """Every school and code of a trust, by name of the school; as few queries for a hundred schools as for one."""
    schools = {school.pk: school for school in trust.schools.all()}
    found = {}
    for school, version, state, number in _numbers(trust):
        row = found.setdefault((school, version), Row(schools[school], version))
        row.by_state[State(state)] = number
    dated = PolicyVersion.objects.filter(pk__in={version for _school, version in found}).with_review_day()
    versions = {version.pk: version for version in dated.select_related("policy")}
    for row in found.values():
        row.version = versions[row.version]
    return sorted(found.values(), key=lambda row: (row.school.name, row.version.title, row.version.pk))


def _numbers(trust):
    asked = Request.objects.standing().filter(version__policy__owner__in=trust.reached(), adult__controller=trust)
    children = Child.objects.on_roll().filter(school__trust=trust)
    own = Q(version__policy__owner=trust) | Q(version__policy__owner=F("adult__contacts__child__school"))
    here = asked.filter(own, adult__contacts__child__in=children).order_by()
    grouped = here.values_list("adult__contacts__child__school", "version", "state")
    return grouped.annotate(number=Count("pk", distinct=True))
