"""Everybody's own: where they are logged in."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from organisations import sessions


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def index(request):
    """The open sessions; POST ends all but this one."""
    here = request.session.session_key
    if request.method == "POST":
        n = sessions.end(request.user, but=here)
        words = ngettext("You are logged out in %(n)s other place.", "You are logged out in %(n)s other places.", n)
        messages.success(request, words % {"n": n})
        return redirect("organisations:sessions")
    places = [{"seen": seen, "is_here": key == here} for key, seen in sessions.of(request.user)]
    return render(request, "account/sessions.html", {"places": places})
