"""Keys and secrets that are kept so that a copy of the database alone does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def hide(words, *, purpose):
    """To be kept in the database: hidden with SECRET_KEY, differently for each purpose."""
    return _box(purpose).encrypt(words.encode()).decode() if words else ""


def show(hidden, *, purpose):
    """What was hidden; nothing when its SECRET_KEY is known no longer, not even among the fallbacks."""
    try:
        return _box(purpose).decrypt(hidden.encode()).decode() if hidden else ""
    except InvalidToken:
        return ""


def _box(purpose):
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in keys])


def _key(purpose, secret):
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose} {secret}".encode()).digest())
