"""The office of a school that keeps its roll; and examples that leave nothing behind."""

import pytest
from django.db import transaction

from tests.organisations.roll.desk import Desk


@pytest.fixture
def office(school):
    return Desk(school)


@pytest.fixture
def undone(db):
    """Each example starts from an empty roll."""

    def run(act):
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return run
