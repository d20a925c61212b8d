"""The front door: to the one organisation a person works for, or to a choice of them."""

from django.shortcuts import redirect, render

from organisations import access


def home(request):
    """Open to everyone who is logged in; shows only their own organisations."""
    organisations = list(access.organisations_of(request.user))
    if len(organisations) == 1 and "choose" not in request.GET:
        return redirect("declarations:start", organisations[0].slug)
    return render(request, "organisations/home.html", {"organisations": organisations})
