"""What a head types about the organisation and its staff."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from organisations import staffing
from organisations.forms import Form, ModelForm
from organisations.models import Organisation, Role

ROLE_HINTS = {
    Role.OFFICE: _("Office: sees who has signed, reminds, writes down answers on paper"),
    Role.HEAD: _("Head: all that the office does; writes and publishes codes; looks after staff"),
    Role.APPROVER: _("Approver: approves what somebody else wrote, for example a governor; sees figures"),
    Role.TRUST: _("Trust officer: head of every school of the trust"),
    Role.VIEWER: _("Viewer: sees figures, never names"),
}


class DetailsForm(ModelForm):
    """How the organisation is named and reached, and its colour."""

    brand_colour = forms.CharField(
        label=_("Colour"),
        help_text=_("It is darkened by itself where words in it could not be read."),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Choose a colour."))],
        widget=forms.TextInput({"type": "color"}),
    )
    complaints_url = forms.URLField(
        label=_("Where parents read how to complain"), required=False, assume_scheme="https", max_length=200
    )

    class Meta:
        model = Organisation
        fields = ["name", "urn", "office_email", "office_phone", "complaints_url", "brand_colour"]
        labels = {
            "name": _("Name, as parents know it"),
            "urn": _("URN"),
            "office_email": _("E-mail of the office"),
            "office_phone": _("Phone of the office"),
        }
        help_texts = {
            "urn": _("The number of the school at the Department for Education, if it has one."),
            "office_email": _("When parents reply to an e-mail of the portal, it arrives here."),
        }


class LogoForm(Form):
    """A picture; whether it is one, logo.py says."""

    picture = forms.FileField(
        label=_("Picture of the logo"),
        help_text=_("PNG or JPEG, at most 4 MB. It is drawn anew and made small, so that it loads on any phone."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
        error_messages={"required": _("Choose a picture (PNG or JPEG)")},
    )


class RoleForm(Form):
    """What somebody does here."""

    role = forms.ChoiceField(label=_("What do they do?"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, organisation, initial=None):
        super().__init__(data, initial=initial)
        roles = staffing.roles_at(organisation)
        self.fields["role"].choices = [(role.value, ROLE_HINTS[role]) for role in roles]


class InviteForm(RoleForm):
    """Somebody new."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("Their own, never a shared one."))

    field_order = ["full_name", "email", "role"]
