"""The second step of a log-in: its names, and how its secrets are kept."""

import secrets
import string

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext, gettext_lazy

from organisations import hidden

PURPOSE = "second step"
BASE32 = string.ascii_uppercase + "234567"


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are not in the clear in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This does not fit. Try again: with a code, the one that is shown now."),
        "cannot_delete_authenticator": gettext_lazy("This second step cannot be removed."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an app or a passkey first, then make recovery codes."),
    }

    def encrypt(self, text):
        return hidden.hide(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text):
        # An empty secret would make codes that anybody can work out: one that cannot be read matches nothing.
        return hidden.show(encrypted_text, purpose=PURPOSE) or "".join(secrets.choice(BASE32) for _ in range(32))

    def generate_authenticator_name(self, *_which):
        return gettext("My passkey")

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": gettext("Conduct Portal")}
