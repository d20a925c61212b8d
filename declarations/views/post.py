"""For heads: when messages to parents go, by which way, and in whose words."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations.post import kinds, languages, previews
from declarations.post import times as sending_times
from declarations.post import ways as message_ways
from declarations.post import wording as wordings
from declarations.post.forms import ClosedDaysForm, TimesForm, WaysForm, WordingForm
from declarations.post.models import MessageWays, SendingTimes, Way
from organisations import history
from organisations.access import staff_only
from organisations.models import Role

READ_OR_SEND = ["GET", "HEAD", "POST"]
EARLIER = 20


@staff_only(Role.HEAD)
@require_http_methods(READ_OR_SEND)
def times(request):
    """School days, hours, bank holidays and closing days."""
    organisation = request.organisation
    found = SendingTimes.objects.filter(organisation=organisation).first()
    form = TimesForm(request.POST or None, instance=found or SendingTimes(organisation=organisation))
    if form.is_valid():
        form.save()
        return _kept(request, "sending_times", "post:times")
    nation = found.bank_holidays if found else SendingTimes.BankHolidays.ENGLAND
    context = {
        "form": form,
        "are_set": found is not None,
        "any_hour": settings.SENDS_AT_ANY_HOUR,
        "closed": organisation.closed_days.filter(last_on__gte=timezone.localdate()),
        "closed_form": ClosedDaysForm(),
        "bank_holidays": nation and sending_times.bank_holidays(nation, timezone.localdate()),
    }
    return render(request, "post/times.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_POST
def close(request):
    """Add days on which nobody is written to."""
    form = ClosedDaysForm(request.POST)
    form.instance.organisation = request.organisation
    if form.is_valid():
        form.save()
        return _kept(request, "closed_days", "post:times")
    messages.warning(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("post:times", request.organisation.slug)


@staff_only(Role.HEAD)
@require_POST
def reopen(request, closed_id):
    """Take such days away again."""
    get_object_or_404(request.organisation.closed_days, pk=closed_id).delete()
    return _kept(request, "closed_days", "post:times")


@staff_only(Role.HEAD)
@require_http_methods(READ_OR_SEND)
def ways(request):
    """E-mail, text message, letter; and the school's account at GOV.UK Notify."""
    organisation = request.organisation
    found = MessageWays.objects.filter(organisation=organisation).first()
    form = WaysForm(request.POST or None, instance=found or MessageWays(organisation=organisation))
    if form.is_valid():
        form.save()
        return _kept(request, "message_ways", "post:ways")
    context = {"form": form, "found": found, "callback": _callback(request)}
    return render(request, "post/ways.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_POST
def callback_token(request):
    """Make the token that GOV.UK Notify shows when it calls back; it is seen this once."""
    found = get_object_or_404(MessageWays, organisation=request.organisation)
    token = message_ways.new_callback_token(found)
    history.record(request.organisation, "changed", request.organisation, by=request.user, fields=["callback_token"])
    context = {"form": WaysForm(instance=found), "found": found, "callback": _callback(request), "token": token}
    return render(request, "post/ways.html", context)


@staff_only(Role.HEAD)
@require_safe
def wordings_of_all(request):
    """Every kind of message, and in which languages the organisation has words of its own for it."""
    spoken = wordings.languages_of(request.organisation)
    found = [(way, [(kind, spoken.get(kind.name, [])) for kind in kinds.ALL if kind.way == way]) for way in Way]
    return render(request, "post/wordings.html", {"ways": [(way, listed) for way, listed in found if listed]})


@staff_only(Role.HEAD)
@require_http_methods(READ_OR_SEND)
def wording(request, purpose):
    """The words of one kind of message in one language, with a preview; what always stands below them stays."""
    kind, language = _kind(purpose), _language(request)
    found = wordings.standing(request.organisation, kind, language)
    trusts = None if found else wordings.of_trust(request.organisation, kind, language)
    held = found or trusts
    words = {"subject": held.subject, "text": held.text} if held else None
    form = WordingForm(
        request.POST or None, kind=kind, language=language, words=words or wordings.example(kind, language)
    )
    if form.is_valid() and "look" not in request.POST:
        wordings.keep(request.organisation, kind, language, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return _to_wording(request, kind, language)
    shown = form.cleaned_data if form.is_bound and form.is_valid() else words
    context = {
        "form": form,
        "kind": kind,
        "language": language,
        **languages.offered_at(request.organisation, language),
        "found": found,
        "trusts": trusts,
        "earlier": wordings.earlier(request.organisation, kind, language)[:EARLIER],
        "preview": previews.of(kind, request.organisation, language, shown),
    }
    return render(request, "post/wording.html", context, status=422 if form.errors else 200)


@staff_only(Role.HEAD)
@require_POST
def portals_words(request, purpose):
    """Go back to the portal's own words."""
    kind, language = _kind(purpose), _language(request)
    wordings.drop(request.organisation, kind, language, by=request.user)
    messages.success(request, _("The portal’s words are in use again."))
    return _to_wording(request, kind, language)


def _kind(purpose):
    if purpose not in kinds.KINDS:
        raise Http404
    return kinds.KINDS[purpose]


def _language(request):
    """The language that the address names; the portal's when it names none."""
    named = request.GET.get("language", languages.PORTAL)
    if named not in languages.KNOWN:
        raise Http404
    return named


def _to_wording(request, kind, language):
    address = reverse("post:wording", args=[request.organisation.slug, kind.name])
    return redirect(f"{address}?{urlencode({'language': language})}")


def _callback(request):
    return request.build_absolute_uri(reverse("carriers:notify", args=[request.organisation.slug]))


def _kept(request, what, page, *args):
    history.record(request.organisation, "changed", request.organisation, by=request.user, fields=[what])
    messages.success(request, _("Saved."))
    return redirect(page, request.organisation.slug, *args)
