"""Five programs with ten threads each click at the same moment, while history is chained all the time."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from declarations import verifying
from declarations.models import Declaration, Message
from organisations import ledger
from organisations.models import Event, Organisation
from tests import factories as make

PROGRAMS, THREADS = 5, 10


@pytest.fixture
def clicked(own_database):
    """Lets fifty click on these requests together; returns what each click got, sorted."""

    def click(requests):
        command = [sys.executable, "-m", "tests.declarations.clicking", str(PROGRAMS), str(THREADS)]
        command += [str(request.pk) for request in requests]
        with subprocess.Popen(command, env=os.environ | {"DATABASE_URL": _address()}, stdout=subprocess.PIPE) as all_:
            assert all_.stdout.readline() == b"All stand ready\n"
            while all_.poll() is None:
                ledger.chain_all()
            return sorted(all_.stdout.read().decode().split())

    return click


def test_fifty_answers_to_one_request_leave_one_declaration(clicked):
    (request,) = _asked(adults=1)

    got = clicked([request])

    assert got == ["refused"] * 49 + ["signed"]
    assert Declaration.objects.count() == Message.objects.filter(purpose="receipt").count() == 1
    assert Event.objects.filter(verb="signed").count() == 1


def test_fifty_at_a_time_through_many_requests_end_without_deadlock_and_in_one_chain(clicked):
    requests = _asked(adults=20)

    got = clicked(requests)
    ledger.chain_all()

    assert got == ["refused"] * (50 * 20 - 20) + ["signed"] * 20
    assert list(verifying.flaws(Organisation.objects.all())) == []
    assert not Event.objects.filter(number=None).exists()


def _asked(adults):
    school = make.SchoolFactory()
    for _number in range(adults):
        make.parent_at(school)
    return list(make.published(school).requests.order_by("pk"))


def _address():
    settings = connection.settings_dict
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
