"""A connection is asked whether it is still good after a rest; one that was ended is heard at once."""

import pytest
from django.db import close_old_connections, connection

from conduct_portal.postgresql import base


@pytest.fixture
def asked(monkeypatch):
    """What became of the questions whether a connection is still good."""
    answers = []
    ask = base.DatabaseWrapper.is_usable

    def noted(self):
        answers.append(ask(self))
        return answers[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", noted)
    return answers


def who_serves():
    """The number of the server's process, as a new page would learn it."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(number):
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


def test_used_a_moment_ago_it_is_not_asked(own_database, asked):
    assert who_serves() == who_serves()
    assert asked == []


def test_after_a_rest_it_is_asked(own_database, asked, monkeypatch):
    before = who_serves()
    monkeypatch.setattr(base, "A_MOMENT", 0)
    assert who_serves() == before
    assert asked == [True]


def test_one_that_the_server_has_ended_is_opened_anew_though_it_was_used_a_moment_ago(own_database, asked):
    before = who_serves()
    end(before)
    assert who_serves() != before
    assert asked == [False]
