"""The trust's table: for each school and code, how many were asked, agreed, said no, or cannot be reached."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from declarations.models import Request
from declarations.shares import ByState
from declarations.standing import State
from organisations.models import Child, Organisation
from policies.models import PolicyVersion

SAID_NO = (State.DECLINED, State.WITHDRAWN)


@dataclass
class Row(ByState):
    """One code at one school, by adult. An adult with children at two schools counts at both."""

    school: Organisation
    version: PolicyVersion | None = None  # nothing asks anybody there
    counts: dict = field(default_factory=dict)
    master_in_force: PolicyVersion | None = None

    @property
    def title(self):
        return self.version.title if self.version else ""

    @property
    def adopted(self):
        """The trust's version that these words hold, where they were adopted from a master."""
        return self.version.master_version if self.version else None

    @property
    def is_behind(self):
        return bool(self.adopted and self.master_in_force) and self.adopted.pk != self.master_in_force.pk

    @property
    def reached(self):
        """Something was sent, and as far as anybody knows it arrived."""
        return self.asked - self.unreached - self.sum([State.NOT_ASKED])

    @property
    def said_no(self):
        return self.sum(SAID_NO)

    @property
    def talks(self):
        return self.sum([State.WANTS_TO_TALK])

    @property
    def waiting(self):
        return self.asked - self.agreed - self.said_no - self.talks - self.unreached

    @property
    def review_on(self):
        return self.version.review_day if self.version else None


def rows(organisation):
    """Every school and code of a trust, or of a school alone, by name of the school; as few queries for a hundred
    schools as for one. A school where nobody is asked anything has its row, too."""
    schools = {school.pk: school for school in _schools(organisation)}
    found = {}
    for school, version, state, number in _numbers(organisation, schools):
        row = found.setdefault((school, version), Row(schools[school], version))
        row.counts[State(state)] = number
    _fill_in_versions(found.values())
    silent = [Row(school) for pk, school in schools.items() if pk not in {school for school, _version in found}]
    return sorted(
        [*found.values(), *silent], key=lambda row: (row.school.name, row.title, row.version and row.version.pk)
    )


def _schools(organisation):
    return organisation.schools.all() if organisation.is_trust else [organisation]


def _fill_in_versions(found):
    dated = PolicyVersion.objects.filter(pk__in={row.version for row in found}).with_review_day()
    versions = {version.pk: version for version in dated.select_related("policy", "master_version")}
    masters = PolicyVersion.objects.in_force().filter(policy__adoptions__versions__in=versions)
    masters = {version.policy_id: version for version in masters}
    for row in found:
        row.version = versions[row.version]
        row.master_in_force = masters.get(row.version.policy.master_id)


def _numbers(organisation, schools):
    """(school, version, state, number of adults) for all that is asked now by the trust or by the school itself."""
    trust = organisation.controller
    asked = Request.objects.standing().filter(version__policy__owner__in=trust.reached(), adult__controller=trust)
    children = Child.objects.on_roll().filter(school__in=schools)
    own = Q(version__policy__owner=trust) | Q(version__policy__owner=F("adult__contacts__child__school"))
    here = asked.filter(own, adult__contacts__child__in=children).order_by()
    grouped = here.values_list("adult__contacts__child__school", "version", "state")
    return grouped.annotate(number=Count("pk", distinct=True))
