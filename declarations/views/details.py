"""The parent's page about themselves: what the school has on its roll, and a way to say what is wrong."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from declarations import corrections, tasks
from declarations.errors import ToldOften
from declarations.forms import CorrectionForm
from declarations.models import Link
from declarations.views.by_link import by_link
from organisations.models import Child


@by_link(Link.Purpose.SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request, link):
    """Shows what is on the roll; POST tells the office what is wrong with it."""
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _told(request, link, form):
        return redirect("parents:details", link.token)
    on_roll = link.adult.contacts.filter(child__in=Child.objects.on_roll())
    context = {
        "link": link,
        "form": form,
        "contacts": on_roll.select_related("child__school").order_by("child__given_name"),
        "organisation": link.adult.school() or link.adult.controller,
    }
    return render(request, "parents/details.html", context, status=422 if form.errors else 200)


def _told(request, link, form):
    try:
        told = corrections.tell(link, **form.cleaned_data)
    except ToldOften as error:
        form.add_error(None, str(error))
        return False
    if told.message_id:
        transaction.on_commit(lambda: tasks.send_message.delay(message_id=told.message_id), robust=True)
    messages.success(request, _("Thank you. The school office looks at it and puts its records right."))
    return True
