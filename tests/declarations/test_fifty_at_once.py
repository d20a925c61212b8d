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


def test_fifty_at_a_time_leave_one_answer_to_each_request_without_deadlock_and_in_one_chain(clicked):
    requests = _asked(adults=4)

    got = clicked(requests)
    ledger.chain_all()

    assert got == ["refused"] * (49 * 4) + ["signed"] * 4
    answered = sorted(request.pk for request in requests)
    assert sorted(Declaration.objects.values_list("request", flat=True)) == answered
    assert sorted(Event.objects.filter(verb="signed").values_list("about_id", flat=True)) == answered
    receipts = Message.objects.filter(purpose="receipt")
    assert sorted(receipts.values_list("declaration__request", flat=True)) == answered
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
