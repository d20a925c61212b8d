"""What keeps an e-mail from going out, whoever carries it: a mail server or a mail service."""

from smtplib import SMTPException

from anymail.exceptions import AnymailError

# OSError: nobody answers, or not safely. ValueError: an address or a line that no e-mail can have.
NOT_SENT = (SMTPException, OSError, AnymailError, ValueError)
