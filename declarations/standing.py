"""Who has signed and who owes an answer: one state for every request, the same on screen and in CSV."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Link, Message, Request
from policies.models import Policy, PolicyVersion

Outcome = Declaration.Outcome


class State(models.TextChoices):
    """Where one adult stands with one code; in the order in which the office should look at them."""

    WANTS_TO_TALK = "wants_to_talk", _("Wants to talk")
    NO_DETAILS = "no_details", _("No e-mail address")
    BOUNCED = "bounced", _("E-mail failed")
    DECLINED = "declined", _("Does not want to sign")
    WITHDRAWN = "withdrawn", _("Signature withdrawn")
    OPENED = "opened", _("Opened, not signed")
    ASKED = "asked", _("Asked, not opened")
    NOT_ASKED = "not_asked", _("Not asked yet")
    ACKNOWLEDGED = "acknowledged", _("Read")
    SIGNED = "signed", _("Signed")


DONE = (State.SIGNED, State.ACKNOWLEDGED)
MAY_BE_REMINDED = (State.OPENED, State.ASKED, State.NOT_ASKED)
ANSWERED = {outcome: outcome for outcome in Outcome if outcome != Outcome.INVALIDATED}
AGREED = Q(answer__outcome__in=Declaration.AGREED)


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
    return Request.objects.standing().filter(version=version).at(organisation)


def requests_of(adult, organisation):
    """All that this adult was ever asked by policies this organisation works with, newest first."""
    policies = Policy.objects.applying_to(organisation)
    asked = adult.requests.filter(version__policy__in=policies)
    return asked.select_related("version__policy", "answer__request__version").order_by("-created_at", "-pk")


def answers_at(organisation):
    """Every answer that this organisation's staff may see."""
    asked = Request.objects.at(organisation).filter(version__policy__in=Policy.objects.applying_to(organisation))
    return Declaration.objects.filter(request__in=asked)


def with_state(requests):
    """Each request with its `state` (a value of State)."""
    sent = Message.objects.filter(asks__request=OuterRef("pk"), sent_at__isnull=False)
    # Once the address is corrected, what happened to the old one says nothing.
    undelivered = Message.objects.filter(asks__request=OuterRef("pk"), to=OuterRef("adult__email")).filter(
        Q(bounced_at__isnull=False) | Q(failed_at__isnull=False)
    )
    opened = Link.objects.filter(message__asks__request=OuterRef("pk"), opened_at__isnull=False)
    return requests.annotate(
        state=Case(
            When(answer__outcome__in=list(ANSWERED), then=F("answer__outcome")),
            When(adult__email="", then=Value(State.NO_DETAILS)),
            When(Exists(undelivered), then=Value(State.BOUNCED)),
            When(Exists(opened), then=Value(State.OPENED)),
            When(Exists(sent), then=Value(State.ASKED)),
            default=Value(State.NOT_ASKED),
            output_field=CharField(),
        )
    )


def listed(requests, organisation):
    """Requests as the office lists them: with state, its rank, last contact and the children here."""
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(State)]
    written = Message.objects.filter(asks__request=OuterRef("pk")).values("asks__request")
    here = organisation.children.on_roll().select_related("school")
    return (
        with_state(requests)
        .annotate(
            rank=Case(*ranks, default=Value(len(ranks))),
            last_contact=Coalesce("answer__answered_at", Subquery(written.values_list(Max("sent_at")))),
        )
        .select_related("adult", "answer")
        .prefetch_related(Prefetch("adult__children", queryset=here, to_attr="children_here"))
        .order_by("rank", "adult__family_name", "adult__given_name", "pk")
    )


def counts(requests):
    """{state: number} over these requests, every state present, in the order of State."""
    found = dict(with_state(requests).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state.value, 0) for state in State}


def children(version, organisation):
    """The same figures by child. A child with nobody to ask is not among them."""
    asked = Request.objects.standing().filter(version=version, adult__contacts__child=OuterRef("pk"))
    concerned = organisation.children.on_roll().filter(school__in=version.policy.audience())
    if version.policy.year_groups:
        concerned = concerned.filter(year_group__in=version.policy.year_groups)
    concerned = concerned.filter(Exists(asked)).annotate(
        has_agreement=Exists(asked.filter(AGREED)), is_owed=Exists(asked.filter(~AGREED | Q(answer=None)))
    )
    some, every = Count("pk", filter=Q(has_agreement=True)), Count("pk", filter=Q(is_owed=False))
    return ChildFigures(**concerned.aggregate(asked=Count("pk"), some=some, every=every))
