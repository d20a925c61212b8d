"""What somebody calls a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.lists.models import SavedList
from organisations.forms import ModelForm


class SaveForm(ModelForm):
    """The choices come along hidden."""

    class Meta:
        model = SavedList
        fields = ["name", "choices"]
        labels = {"name": _("Name of the list")}
        widgets = {"choices": forms.HiddenInput}
