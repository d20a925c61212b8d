"""What a member of staff is asked about a passkey; what the browser hands over of it comes hidden."""

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms import PlainWords


class LogInWithPasskeyForm(PlainWords, webauthn.LoginWebAuthnForm):
    """The passkey alone."""


class PasskeyForm(PlainWords, webauthn.AuthenticateWebAuthnForm):
    """The passkey as the second step."""


class PasskeyOnceMoreForm(PlainWords, webauthn.ReauthenticateWebAuthnForm):
    """The passkey once more."""


class AddPasskeyForm(PlainWords, webauthn.AddWebAuthnForm):
    """A name to know it by, and whether it opens the door alone; the browser adds the key itself."""

    name = forms.CharField(
        label=_("A name for it"), max_length=80, required=False, help_text=_("For example: office laptop.")
    )
    passwordless = forms.BooleanField(
        label=_("Log in with it alone: it asks for my fingerprint, my face or its PIN, not for my password"),
        required=False,
        initial=True,
    )


class RenamePasskeyForm(PlainWords, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("A name for it"), max_length=80)
