"""The ways out of the house behind one small interface: `send(message, rendered)` gives the carrier's own number for
the message or raises NotSent; `name` says who it is; `close()` lets go of it."""

from django.core.cache import cache

from declarations.post import ways
from declarations.post.channels.notify import Notify
from declarations.post.channels.smtp import Smtp
from declarations.post.models import Way

REST = 60  # seconds in which nobody knocks where nobody answers


class Carriers:
    """Those that a handful of messages needs, each opened once."""

    def __init__(self):
        self.opened = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for carrier in self.opened.values():
            carrier.close()

    def of(self, message):
        """The carrier of this message: what its organisation has chosen for such a way."""
        chosen = ways.of(message.organisation_id)
        by_notify = chosen and (message.way == Way.TEXT or chosen.emails_by_notify)
        key = chosen.pk if by_notify else None
        if key not in self.opened:
            self.opened[key] = Notify(chosen) if by_notify else Smtp()
        return self.opened[key]


def is_resting(carrier):
    """Whether it could not be reached a moment ago."""
    return cache.get(f"resting-{carrier.name}") is not None


def let_rest(carrier):
    """Nothing could go out this way: the next try is a minute away."""
    cache.set(f"resting-{carrier.name}", True, timeout=REST)
