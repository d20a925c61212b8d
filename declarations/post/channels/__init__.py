"""The ways out of the house behind one small interface: `send(message, rendered)` gives the carrier's own number for
the message or raises NotSent; `name` says who it is; `close()` lets go of it."""

from django.core.cache import cache
from django.utils.functional import cached_property

from declarations.post import times, ways
from declarations.post.channels.notify import Notify
from declarations.post.channels.smtp import Smtp
from declarations.post.models import MessageWays, Way
from declarations.post.wording import Wordings

REST = 60  # seconds in which nobody knocks where nobody answers


class House:
    """What one organisation has chosen for its messages, each thing asked for once for a whole handful of them."""

    def __init__(self, organisation_id):
        self.organisation_id = organisation_id

    @cached_property
    def ways(self):
        return ways.of(self.organisation_id)

    @cached_property
    def times(self):
        return times.of_all([self.organisation_id])[self.organisation_id]

    @cached_property
    def wordings(self):
        return Wordings(self.organisation_id)


class Carriers:
    """Those that a handful of messages needs, each opened once."""

    def __init__(self):
        self.opened, self.houses = {}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for carrier in self.opened.values():
            carrier.close()

    def house(self, message):
        """The choices of the organisation that writes this message."""
        return self.houses.setdefault(message.organisation_id, House(message.organisation_id))

    def of(self, message):
        """The carrier of this message: what its organisation has chosen for such a way."""
        chosen = self.house(message).ways
        by_notify = message.way != Way.EMAIL or (chosen and chosen.emails_by_notify)
        key = (chosen.pk if chosen else message.organisation_id) if by_notify else None
        if key not in self.opened:
            self.opened[key] = Notify(chosen or MessageWays(organisation=message.organisation)) if by_notify else Smtp()
        return self.opened[key]


def why_resting(carrier):
    """Why nothing could go out this way a moment ago; nothing when it could."""
    return cache.get(f"resting-{carrier.name}", "")


def let_rest(carrier, why):
    """Nothing could go out this way: the next try is a minute away."""
    cache.set(f"resting-{carrier.name}", why, timeout=REST)
