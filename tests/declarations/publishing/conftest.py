import pytest
from celery import current_app

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


@pytest.fixture
def at_work():
    """Tasks are done at once, here."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False
