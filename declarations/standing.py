"""Who has signed and who owes an answer: one state for every request, the same on screen and in CSV."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db import models
from django.db.models import Case, Count, Prefetch, Q, Value, When
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Request
from organisations.models import Adult, Contact
from policies.models import Policy, PolicyVersion


class State(models.TextChoices):
    """Where one adult stands with one code; in the order in which the office should look at them."""

    WANTS_TO_TALK = "wants_to_talk", _("Wants to talk")
    NO_DETAILS = "no_details", _("No e-mail address")
    BOUNCED = "bounced", _("E-mail failed")
    DECLINED = "declined", _("Does not want to sign")
    WITHDRAWN = "withdrawn", _("Answer taken back")
    OPENED = "opened", _("Opened, not signed")
    ASKED = "asked", _("Asked, not opened")
    NOT_ASKED = "not_asked", _("Not asked yet")
    ACKNOWLEDGED = "acknowledged", _("Read")
    SIGNED = "signed", _("Signed")


DONE = (State.SIGNED, State.ACKNOWLEDGED)
MAY_BE_REMINDED = (State.OPENED, State.ASKED, State.NOT_ASKED)


@dataclass(frozen=True)
class ChildFigures:
    """Children whose adults are asked; for how many at least one adult agreed, and for how many every one."""

    asked: int
    some: int
    every: int


def versions_at(organisation):
    """The words that adults of this organisation are asked about now, newest first."""
    policies = Policy.objects.applying_to(organisation).asking()
    versions = PolicyVersion.objects.in_force().filter(policy__in=policies)
    return versions.select_related("policy__owner").order_by("-effective_at", "pk")


def asked_at(organisation):
    """All that is asked now of adults with a child at this organisation, by policies it works with."""
    policies = Policy.objects.applying_to(organisation)
    return Request.objects.standing().filter(version__policy__in=policies).at(organisation)


def requests_at(version, organisation):
    """Those asked about these words who have a child at this organisation."""
    asked = Request.objects.standing().filter(version=version)
    # Whomever a trust's own words ask is one of its adults.
    return asked if organisation.pk == version.policy.owner_id and organisation.is_trust else asked.at(organisation)


def requests_of(adult, organisation):
    """All that this adult was ever asked by policies this organisation works with, newest first; under whatever
    record of theirs, when several were merged into this one."""
    policies = Policy.objects.applying_to(organisation)
    asked = Request.objects.filter(Q(adult=adult) | Q(adult__merged_into=adult), version__policy__in=policies)
    return asked.select_related("version__policy", "answer__request__version", "answer__paper").order_by(
        "-created_at", "-pk"
    )


def answers_at(organisation):
    """Every answer that this organisation's staff may see."""
    asked = Request.objects.at(organisation).filter(version__policy__in=Policy.objects.applying_to(organisation))
    return Declaration.objects.filter(request__in=asked)


def listed(requests, organisation):
    """Requests as the office lists them: with the rank of their state and the children here."""
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(State)]
    here = organisation.children.on_roll().select_related("school")
    return (
        requests.annotate(rank=Case(*ranks, default=Value(len(ranks))))
        .select_related("adult", "answer")
        .prefetch_related(Prefetch("adult__children", queryset=here, to_attr="children_here"))
        .order_by("rank", "adult__family_name", "adult__given_name", "pk")
    )


def counts(requests):
    """{state: number} over these requests, every state present, in the order of State."""
    found = dict(requests.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state.value, 0) for state in State}


def children(version, organisation):
    """The same figures by child. A child with nobody to ask is not among them."""
    found = contacts_asked(version, concerned(version, organisation)).order_by().values("child")
    agreed = Q(adult__requests__state__in=DONE)
    found = found.annotate(has_agreement=BoolOr(agreed), is_owed=BoolOr(~agreed))
    some, every = Count("child", filter=Q(has_agreement=True)), Count("child", filter=Q(is_owed=False))
    return ChildFigures(**found.aggregate(asked=Count("child"), some=some, every=every))


def concerned(version, organisation):
    """The children on roll here whose adults this version is for."""
    found = organisation.children.on_roll().filter(school__in=version.policy.audience())
    return found.filter(year_group__in=version.policy.year_groups) if version.policy.year_groups else found


def contacts_asked(version, children):
    """Each of these children with each adult who is asked about this version."""
    return Contact.objects.filter(
        child__in=children, adult__requests__version=version, adult__requests__cancelled_at=None
    )


@dataclass(frozen=True)
class Denominator:
    """Of whom the figures speak, and of whom they do not: adults first, then children."""

    concerned: int
    not_contacted: int
    asked: int
    children: int
    children_counted: int

    @property
    def to_be_asked(self):
        """Not asked yet: the portal finds them within a minute."""
        return max(0, self.concerned - self.not_contacted - self.asked)

    @property
    def children_without_adult(self):
        return self.children - self.children_counted


def denominator(version, organisation):
    """Counted anew, from the roll of today."""
    here = concerned(version, organisation)
    adults = Adult.objects.filter(contacts__child__in=here).order_by().distinct()
    return Denominator(
        concerned=adults.count(),
        not_contacted=adults.exclude(contact_rule=Adult.ContactRule.NORMAL).count(),
        asked=requests_at(version, organisation).count(),
        children=here.count(),
        children_counted=contacts_asked(version, here).order_by().values("child").distinct().count(),
    )
