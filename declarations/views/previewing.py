"""For whoever writes or approves: a version as a parent's screen and letter box will show it. Nothing is sent."""

import copy

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from declarations import emails
from declarations.forms import AnswerForm
from organisations.access import staff_only
from organisations.models import Role
from policies import overview, slots, words
from policies.models import Policy


@staff_only(Role.HEAD, Role.APPROVER)
@require_safe
def preview(request, reference, number):
    """The parent's page of a version, with the e-mail that leads to it; its form goes nowhere."""
    policies = Policy.objects.applying_to(request.organisation).select_related("owner")
    policy = get_object_or_404(policies, reference=reference)
    versions = overview.readable(policy, request.organisation, role=request.role)
    version = copy.copy(slots.filled(get_object_or_404(versions.select_related("policy__owner"), number=number)))
    # Parents only ever see published words; a copy that is never saved may say that these are.
    version.published_at = version.published_at or timezone.now()
    context = {
        "policy": policy,
        "version": version,
        "organisation": request.organisation,
        "minutes": words.minutes_to_read(version),
        "answer_form": AnswerForm(version) if policy.asks_for_answer else None,
        "message": emails.preview(version) if policy.asks_for_answer else None,
    }
    return render(request, "declarations/preview.html", context)
