"""Open to everybody: which codes a school has in force, since when, what they say, and whether a print still holds."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organisations.models import Organisation
from policies.models import Policy, PolicyVersion
from policies.paper import SHORT


@login_not_required
@require_safe
def index(request, school):
    """What is in force at this school, its trust's codes included."""
    organisation = get_object_or_404(Organisation.objects.select_related("trust"), slug=school)
    concerned = Policy.objects.applying_to(organisation).filter(is_master=False)
    versions = PolicyVersion.objects.in_force().filter(policy__in=concerned).select_related("policy__owner")
    standing = list(versions.order_by("title", "pk"))
    older = (
        PolicyVersion.objects.effective().filter(policy__in=concerned).exclude(pk__in=[each.pk for each in standing])
    )
    older = list(older.select_related("policy").order_by("-effective_at", "-number"))
    for each in standing:
        each.older = [one for one in older if one.policy_id == each.policy_id]
    policies = {each.policy_id for each in standing}
    context = {
        "organisation": organisation,
        "versions": standing,
        "no_longer": [each for each in older if each.policy_id not in policies],
    }
    return render(request, "public/index.html", context)


@login_not_required
@require_safe
def version(request, school, reference, number):
    """The words of a published version, and every other version there was. Withdrawn words are not shown."""
    organisation = get_object_or_404(Organisation.objects.select_related("trust"), slug=school)
    policy = get_object_or_404(Policy.objects.applying_to(organisation).select_related("owner"), reference=reference)
    versions = list(policy.versions.effective())
    for each in versions:
        each.policy = policy
    found = next((each for each in versions if each.number == number), None)
    if found is None:
        raise Http404
    context = {"organisation": organisation, "policy": policy, "version": found, "versions": versions}
    return render(request, "public/version.html", context)


@login_not_required
@require_safe
def print_of(request, code):
    """Where the address at the foot of a print leads: what became of exactly these words."""
    alike = PolicyVersion.objects.published().filter(content_hash__startswith=code) if len(code) == SHORT else []
    versions = sorted(alike, key=lambda each: (each.is_in_force, each.published_at))
    if not versions:
        return render(request, "public/no_print.html", status=404)
    found = versions[-1]
    context = {"organisation": found.policy.owner, "version": found, "in_force": found.policy.in_force}
    return render(request, "public/print.html", context)
