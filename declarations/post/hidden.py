"""Keys that schools entrust to the portal are kept so that a copy of the database alone does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def hide(words):
    """To be kept in the database."""
    return _box().encrypt(words.encode()).decode() if words else ""


def show(hidden):
    """What was hidden; nothing when SECRET_KEY has changed since, and the key must be typed again."""
    try:
        return _box().decrypt(hidden.encode()).decode() if hidden else ""
    except InvalidToken:
        return ""


def _box():
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"post {settings.SECRET_KEY}".encode()).digest()))
