"""Which code and which of those asked a page of the office is about, as its address says."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

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


def still_named(request):
    """The version that choices kept on a page are about; None when their code asks for nothing any more."""
    found, named = version(request), request.GET.get("code")
    return found if found and named in (None, str(found.policy_id)) else None


def listed(request, version):
    """Those asked about a version, as the filter whose queryset is `standing.listed`, narrowed by the address."""
    organisation = request.organisation
    asked = standing.listed(standing.requests_at(version, organisation), organisation)
    children = organisation.children.on_roll()
    places = list(children.order_by().values_list("year_group", "class_name").distinct())
    return BoardFilter(request.GET, queryset=asked, children=children, places=places)


def picked(request):
    """Those whom a form of the board is about: the rows ticked, or everybody who fits the choices it carries."""
    if "everyone" in request.POST:
        request.GET = QueryDict(request.POST.get("choices", ""))
        about = still_named(request)
        picks = listed(request, about).qs.values("pk") if about else []
    else:
        picks = [pick for pick in request.POST.getlist("pick") if pick.isdecimal() and len(pick) < 19]
    return standing.asked_at(request.organisation).filter(pk__in=picks)


def way_back(request):
    """The page that such a form stood on: one adult's, or the board with its choices."""
    adult_id = request.POST.get("adult", "")
    if adult_id.isascii() and adult_id.isdecimal():
        return reverse("declarations:adult", args=[request.organisation.slug, adult_id])
    query = request.POST.get("choices", "")
    return reverse("declarations:board", args=[request.organisation.slug]) + (f"?{query}" if query else "")


def children(request, version):
    """The children whose adults a version is for, narrowed by the year and class that the address names.

    By these alone: an adult's state or name would leave out the other adults of the same child.
    """
    found = standing.concerned(version, request.organisation)
    for name, column in (("year", "year_group"), ("class_name", "class_name")):
        if said := word(request, name):
            found = found.filter(**{column: said})
    return found


def word(request, name):
    """What the address says by this name, without the sign that no database takes."""
    return request.GET.get(name, "").replace("\0", "")


def back(request, why):
    """To the board, with its choices, and why."""
    messages.info(request, why)
    response = redirect("declarations:board", request.organisation.slug)
    if request.GET:
        response["Location"] += f"?{request.GET.urlencode()}"
    return response


def no_list(request):
    """To the board, as nobody is asked anything."""
    return back(request, _("There is no list yet: no code of conduct asks for an answer."))
