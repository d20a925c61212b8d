from copy import deepcopy

import pytest

from tests.declarations.post import peers


@pytest.fixture
def peer(settings):
    """A server that answers as documented; the portal takes it for Notify."""
    notify_server = peers.Notify()
    with peers.serving(notify_server) as address:
        settings.NOTIFY_URL = address
        yield notify_server


@pytest.fixture
def message(owed):
    """What is owed in this module, not gone out: a copy for each test."""
    return deepcopy(owed)
