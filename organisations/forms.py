"""Where the portal's forms begin, and what each kind of field says when it cannot take what was typed.

A field that can say it better is given its own words, as ever; what it does not say comes from here, never from Django.
"""

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

DATE, TIME = _("Enter a date, like 31/3/2027"), _("Enter a time, like 08:30")
NUMBER = _("Enter a whole number, like 12")
FILE = _("Choose a file")
LOST = _("Something got lost on the way. Open this page again.")  # of what nobody typed
ONE_SHOWN, ONLY_SHOWN = _("Choose one of those shown here"), _("Choose only from those shown here")
SEVERAL = {"required": _("Choose at least one"), "invalid_choice": ONLY_SHOWN, "invalid_list": ONLY_SHOWN}

WORDS = {
    forms.Field: {"required": _("Fill this in")},
    forms.CharField: {
        "max_length": ngettext_lazy(
            "Make this shorter: at most %(limit_value)d character, now it has %(show_value)d",
            "Make this shorter: at most %(limit_value)d characters, now it has %(show_value)d",
            "limit_value",
        ),
        "null_characters_not_allowed": _("Type this again: there is an invisible sign in it"),
    },
    forms.EmailField: {"invalid": _("Write it in full, like name@example.org")},
    forms.URLField: {"invalid": _("Write it in full, like https://www.example.org/complaints")},
    forms.SlugField: {"invalid": _("Use only the letters a to z, figures and hyphens, without spaces")},
    forms.JSONField: {"invalid": LOST},
    forms.IntegerField: {
        "required": NUMBER,
        "invalid": NUMBER,
        "min_value": _("Enter %(limit_value)s or more"),
        "max_value": _("Enter %(limit_value)s or less"),
    },
    forms.DateField: {"required": DATE, "invalid": DATE},
    forms.TimeField: {"required": TIME, "invalid": TIME},
    forms.BooleanField: {"required": _("Tick the box")},
    forms.ChoiceField: {"required": _("Choose one"), "invalid_choice": ONE_SHOWN},
    forms.MultipleChoiceField: SEVERAL,
    forms.ModelMultipleChoiceField: SEVERAL | {"invalid_pk_value": ONLY_SHOWN},
    forms.FileField: {
        "required": FILE,
        "invalid": FILE,
        "missing": FILE,
        "empty": _("This file is empty. Choose another."),
        "max_length": ngettext_lazy(
            "Give the file a shorter name: at most %(max)d character, now it has %(length)d",
            "Give the file a shorter name: at most %(max)d characters, now it has %(length)d",
            "max",
        ),
        "contradiction": _("Either choose a file or tick the box, not both"),
    },
}


class PlainWords:
    """A form whose fields say what to do."""

    def full_clean(self):
        for field in self.fields.values():
            for code, (stock, ours) in _instead(type(field)).items():
                if field.error_messages.get(code) is stock:
                    field.error_messages[code] = LOST if field.widget.is_hidden else ours
        super().full_clean()


class Form(PlainWords, forms.Form):
    """A form of the portal."""


class ModelForm(PlainWords, forms.ModelForm):
    """A form of the portal about one row."""


def is_general(field, code):
    """Whether what this field says is said by every field of its kind, so that nobody could tell which one it is."""
    said = field.error_messages.get(code)
    return said is None or any(said is words for words in _instead(type(field)).get(code, ()))


@cache
def _instead(kind):
    """{code: (Django's words or None, ours)}; what a kind says goes before what a more general one says."""
    stock, ours = {}, {}
    for each in reversed(kind.__mro__):
        ours |= WORDS.get(each, {})
        if each.__module__.startswith("django."):
            stock |= vars(each).get("default_error_messages", {})
    return {code: (stock.get(code), words) for code, words in ours.items()}
