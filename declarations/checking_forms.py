"""What somebody types or drops who wants to know whether a signed copy is genuine."""

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations import checking
from organisations.forms import Form


class CheckForm(Form):
    """The file, or the code printed on it."""

    file = forms.FileField(
        label=_("The PDF"),
        help_text=_("Choose the file, or drop it here. It is compared and then forgotten."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    code = forms.CharField(
        label=_("Or the code printed on its last page"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.needed_here = True  # one of the two is

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > checking.LARGEST:
            raise forms.ValidationError(_("This file is larger than any signed copy."))
        return file

    def clean_code(self):
        typed = checking.tidy(self.cleaned_data["code"])
        if self.cleaned_data["code"] and not checking.CODE.fullmatch(typed):
            raise forms.ValidationError(_("A code is a number, a dash, and 16 of the signs 0–9 and a–f"))
        return typed

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not cleaned.get("code"):
            self.add_error("file", _("Choose the PDF, or type its code"))
        return cleaned
