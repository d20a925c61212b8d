"""A school that takes answers on paper."""

import pytest

from tests import factories as make
from tests.declarations.staff import office_at


@pytest.fixture
def school():
    return make.SchoolFactory(name="Larkrise Primary School")


@pytest.fixture
def office(school):
    return office_at(school)
