"""Fields for what comes as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.errors import ScanRefused
from declarations.papers import keeping

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class ScanField(forms.FileField):
    """A scan or photo of one answer; its value is what `keeping.keep` wants, or None."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    default_error_messages = {"required": _("Choose the scan or photo of the paper")}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return keeping.prepared(file)
        except ScanRefused as error:
            raise forms.ValidationError(str(error)) from error


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; its value is a list of them."""

    widget = FilesInput(attrs={"accept": ACCEPTED, "multiple": True})
    default_error_messages = {
        "required": _("Choose at least one file"),
        "empty": _("One of these files is empty. Choose again."),
    }

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]
