"""A school that sends by GOV.UK Notify with its own key, for tests of each way it sends."""

from declarations.models import Message
from declarations.post import hidden
from declarations.post.channels import notify
from declarations.post.models import MessageWays
from tests import factories as make
from tests.declarations.post.waiting import send

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"conduct-{SERVICE}-{SECRET}"
State = Message.State
# The mood in which a server refuses every kind of message: what becomes of it then, and the words.
REFUSALS = [
    ("bad template", State.FAILED, "Look at the templates"),
    ("wrong key", State.QUEUED, "refuses the school's key"),
    ("too many", State.QUEUED, "no more messages just now"),
    ("broken", State.QUEUED, "cannot be reached"),
    ("gibberish", State.QUEUED, "cannot be reached"),
    ("silent", State.QUEUED, "cannot be reached"),
]


def school_with(**ways):
    """A school with a key and these ways."""
    school = make.SchoolFactory()
    MessageWays.objects.create(organisation=school, **({"hidden_key": hidden.hide(KEY)} | ways))
    return school


def assert_refused(peer, message, mood, state, words, monkeypatch):
    if mood == "silent":
        monkeypatch.setattr(notify, "TIMEOUT", 0.1)
    peer.mood = mood

    assert not send(message)

    assert message.state == state
    assert words in message.failure
