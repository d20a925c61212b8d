import pytest

from tests import factories as make


@pytest.fixture
def school():
    return make.SchoolFactory()


@pytest.fixture
def head(client, school):
    """The head of the school, logged in."""
    user = make.head_of(school)
    client.force_login(user)
    return user
