"""What is asked of staff who log in or choose a password, in our words; what is done with it is allauth's."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisations.forms import PlainWords

ADDRESS = _("E-mail address")
LABELS = {
    "login": ADDRESS,
    "email": ADDRESS,
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
    "code": _("Code"),
}


class InOurWords(PlainWords):
    """A label says what a field is for; the same again in grey inside of it helps nobody."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class TwiceTheSame(InOurWords):
    """A new password, and once more against slips of the finger."""

    def clean_password2(self):
        again = self.cleaned_data["password2"]
        if self.cleaned_data.get("password1", again) != again:
            raise ValidationError(_("This is not the same as above. Type the new password once more"))
        return again


class LoginForm(InOurWords, account.LoginForm):
    """Address and password."""


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    """The password once more."""


class ChangePasswordForm(TwiceTheSame, account.ChangePasswordForm):
    """Another password, by whoever knows the one before."""


class SetPasswordForm(TwiceTheSame, account.SetPasswordForm):
    """The first password."""


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    """Where a new link goes."""


class ResetPasswordKeyForm(TwiceTheSame, account.ResetPasswordKeyForm):
    """A new password, by whoever holds the link."""


class CodeForm(InOurWords, second_step.AuthenticateForm):
    """The second step."""


class CodeOnceMoreForm(InOurWords, second_step.ReauthenticateForm):
    """The second step once more."""


class FirstCodeForm(InOurWords, totp.ActivateTOTPForm):
    """Shows that the app knows the key."""
