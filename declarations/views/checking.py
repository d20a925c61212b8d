"""For everybody: whether a signed copy is genuine, which words it is about, and whether they are still in force.

No name is shown: whoever asks has the paper in hand or not, and learns no more about people than it says.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import checking, signing
from declarations.checking_forms import CheckForm
from declarations.views.by_link import PRIVATE
from declarations.views.visitors import not_too_often
from organisations import seal

TIMES = 60


def public(view):
    """Open to everybody, but neither kept by browsers nor found by search engines."""

    @wraps(view)
    def guarded(request, **kwargs):
        response = view(request, **kwargs)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    return login_not_required(guarded)


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Takes a code or a file. Nothing of the file is kept."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    if not form.is_valid():
        return render(request, "check/check.html", {"form": form}, status=422 if form.errors else 200)
    if form.cleaned_data["code"]:
        return redirect("check:code", form.cleaned_data["code"])
    declaration = checking.by_file(form.cleaned_data["file"])
    return _tell(request, declaration, by_file=True)


@public
@not_too_often(TIMES)
@require_safe
def code(request, code):
    """Where the QR code on a signed copy leads."""
    return _tell(request, checking.by_code(code), by_file=False)


def _tell(request, declaration, *, by_file):
    if declaration is None:
        context = {"form": CheckForm(), "by_file": by_file}
        return render(request, "check/not_found.html", context, status=404)
    version = declaration.request.version
    context = {
        "declaration": declaration,
        "version": version,
        "owner": version.policy.owner,
        "in_force": version.policy.in_force,
        "later": getattr(declaration, "replaced_by", None),
        "counts": signing.counts_for(declaration),
        "by_file": by_file,
        "is_demo": seal.is_demo(),
        "answer": _("Signed") if declaration.outcome == "signed" else _("Confirmed as read"),
    }
    return render(request, "check/genuine.html", context)
