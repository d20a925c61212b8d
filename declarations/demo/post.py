"""The post of the demo: nothing leaves the machine, and what goes to a misspelt address comes back."""

from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

MISSPELT = "@hoem.example"
NO_SUCH_ADDRESS = (550, b"5.1.2 no such domain")


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        for email in email_messages:
            refused = [address for address in email.to if address.endswith(MISSPELT)]
            if refused:
                raise SMTPRecipientsRefused(dict.fromkeys(refused, NO_SUCH_ADDRESS))
        return len(email_messages)


@contextmanager
def stays_here():
    """Until the end of the block the portal hands its e-mails to this post, whatever its settings say."""
    before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before
