"""What an adult types at the school link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.names import NameField
from organisations.forms import Form


class JoinForm(Form):
    """Who somebody says they are. Whether the school knows them is not for this form to tell."""

    name = NameField(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address")},
    )
    child = NameField(
        label=_("Your child’s first and last name"),
        help_text=_("If you have several here, one is enough."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter your child’s name")},
    )
    class_name = forms.CharField(
        label=_("Class"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MatchForm(Form):
    """Which adult on the roll it is; a person was asked first."""

    adult = forms.ChoiceField(
        label=_("Who is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it is")},
    )
    asked = forms.BooleanField(
        label=_("I have asked them in person, or rung a number that the school had before."),
        help_text=_(
            "Whoever gets the link can answer in this person’s name. What was typed is no proof of who typed it."
        ),
        error_messages={"required": _("Ask the person first, then tick the box")},
    )

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.adults = {str(each.adult.pk): each.adult for each in candidates if each.may_be_asked}
        self.fields["adult"].choices = [(pk, adult.full_name) for pk, adult in self.adults.items()]

    @property
    def chosen(self):
        return self.adults[self.cleaned_data["adult"]]
