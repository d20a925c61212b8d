"""What one typed before one was logged out: look at it once more, then send it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations import typed


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    """POST hands it on to the page it was typed for; with ?away it is thrown away."""
    kept = typed.of(request)
    if kept is None:
        return redirect("organisations:home")
    if request.method != "POST":
        return render(request, "account/typed.html", {"kept": kept, "words": typed.words(kept["fields"])})
    typed.forget(request)
    if "away" in request.GET:
        messages.info(request, _("What you had typed is thrown away. Nothing was sent."))
        return redirect("organisations:home")
    return redirect(kept["path"], preserve_request=True)
