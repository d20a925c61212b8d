"""What one typed before one was logged out: look at it once more, then send it."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations import typed


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    """POST hands the page named with ?send on to where it was typed for; the one named with ?away is thrown away."""
    pages = typed.of(request)
    if request.method != "POST":
        return render(request, "account/typed.html", {"pages": map(_shown, pages)}) if pages else _home()
    named = {request.GET.get("send"), request.GET.get("away")}
    page = next((each for each in pages if each["number"] in named), None)
    if page is None:
        messages.info(request, _("That page is not kept any more."))
        return redirect("organisations:typed")
    typed.forget(request, page)
    if "send" in request.GET:
        return redirect(page["path"], preserve_request=True)
    messages.info(request, _("What you had typed is thrown away. Nothing was sent."))
    return redirect("organisations:typed")


def not_sent(request, reason=""):
    """Where Django finds that the token of a form does not fit (somebody has logged in anew since it was opened, or the
    browser keeps no cookies): the form comes back with what was typed, to be sent once more.

    Only one that a page of ours sent does: no other site chooses words that stand on a page of ours.
    """
    fields = typed.given_back(request) if _is_from_here(request) else []
    told = {"fields": fields, "words": typed.words(fields), "had_files": bool(fields and request.FILES)}
    page = render(request, "403_csrf.html", told, status=403)
    page["Cache-Control"] = "no-store"
    return page


def _shown(page):
    return page | {"words": typed.words(page["fields"]), "until": datetime.fromtimestamp(page["until"], UTC)}


def _home():
    return redirect("organisations:home")


def _is_from_here(request):
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours
