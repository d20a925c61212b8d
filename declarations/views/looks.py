"""For heads: who looked at whose record."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from declarations import looks
from organisations.access import staff_only
from organisations.forms import Form
from organisations.models import Role, User

ROWS = 50


class LooksForm(Form):
    """Whose looks, and since when."""

    who = forms.ModelChoiceField(User.objects.none(), label=_("Who looked"), required=False, empty_label=_("Everybody"))
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    adult = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people
        self.helper = FormHelper(self)


@staff_only(Role.HEAD)
@require_safe
def index(request):
    """Every look in the time shown; by person, since a day, or at one adult."""
    organisation, found = request.organisation, looks.at(request.organisation)
    people = User.objects.filter(pk__in=found.order_by().values("actor")).order_by("full_name", "pk")
    form = LooksForm(request.GET, people=people)
    chosen = form.cleaned_data if form.is_valid() else {}
    adult = chosen.get("adult") and get_object_or_404(organisation.adults, pk=chosen["adult"])
    page = Paginator(_chosen(found, chosen, adult), ROWS).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    looks.name(page.object_list, organisation)
    for event in page.object_list:
        event.words = looks.WORDS[event.verb]
    return render(request, "declarations/looks.html", {"form": form, "page": page, "adult": adult})


def _chosen(found, chosen, adult):
    if chosen.get("who"):
        found = found.filter(actor=chosen["who"])
    if chosen.get("since"):
        found = found.filter(at__date__gte=chosen["since"])
    return looks.about(found, adult) if adult else found
