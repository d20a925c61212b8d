"""Which code and which of those asked a page of the office is about, as its address says."""

from django.contrib import messages
from django.shortcuts import redirect

from declarations import standing
from declarations.filters import BoardFilter


def version(request):
    """The version in force whose policy the address names, or the newest; None when nothing asks for an answer."""
    versions = list(standing.versions_at(request.organisation))
    return of(versions, request)


def of(versions, request):
    """The one of these versions that the address names, or the newest."""
    named = [version for version in versions if str(version.policy_id) == request.GET.get("code")]
    return next(iter(named or versions), None)


def listed(request, version):
    """Those asked about a version, as the filter whose queryset is `standing.listed`, narrowed by the address."""
    organisation = request.organisation
    asked = standing.listed(standing.requests_at(version, organisation), organisation)
    children = organisation.children.on_roll()
    places = list(children.order_by().values_list("year_group", "class_name").distinct())
    return BoardFilter(request.GET, queryset=asked, children=children, places=places)


def back(request, why):
    """To the board, with its choices, and why."""
    messages.info(request, why)
    response = redirect("declarations:board", request.organisation.slug)
    if request.GET:
        response["Location"] += f"?{request.GET.urlencode()}"
    return response
