"""What many tests of parents' pages begin with."""

from copy import copy, deepcopy

import pytest
from django.test import Client

from tests.declarations.people import parent_asked
from tests.scenes import once

parent_of_the_module = once(parent_asked)


@pytest.fixture
def parent(db, parent_of_the_module):
    """A parent who is asked about a version: the same for all tests of a module, as none of them had met them."""
    parent = copy(parent_of_the_module)
    parent.adult, parent.browser = deepcopy(parent.adult), Client()
    return parent
