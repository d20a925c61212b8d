"""Keys that schools entrust to the portal for sending."""

from organisations import hidden

PURPOSE = "post"


def hide(words):
    """To be kept in the database."""
    return hidden.hide(words, purpose=PURPOSE)


def show(kept):
    """What was hidden; nothing when SECRET_KEY was replaced without a fallback, and the key must be typed again."""
    return hidden.show(kept, purpose=PURPOSE)
