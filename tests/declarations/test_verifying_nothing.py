"""verify_evidence in a portal that has just been set up; the others of its tests begin with an answer on file."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_where_there_is_nothing_nothing_is_wrong(capsys):
    call_command("verify_evidence")
    assert "nothing yet" in capsys.readouterr().out
