"""Please stop reminding me: a parent asks for it, the office sees it and lifts it when they have agreed otherwise."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from declarations.models import Link
from declarations.post import wishes
from declarations.views.by_link import by_link
from organisations.access import staff_only
from organisations.models import Role


@by_link(Link.Purpose.SIGN)
@require_POST
def ask(request, link):
    """No more reminders. What is asked stays open, and the link goes on working."""
    wishes.ask_for_peace(link)
    messages.success(request, _("We remind you no more. You can still answer here whenever you like."))
    return redirect(reverse("parents:waiting", args=[link.token]) + "?all")


@staff_only(Role.OFFICE)
@require_POST
def lift(request, adult_id):
    """They said that they may be reminded again."""
    found = get_object_or_404(request.organisation.adults, pk=adult_id)
    wishes.lift(found, request.organisation, by=request.user)
    messages.success(request, _("They are reminded again as planned."))
    return redirect("declarations:adult", request.organisation.slug, adult_id)
