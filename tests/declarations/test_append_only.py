"""What counts as evidence is not changed, removed or emptied, whatever a session says it is."""

import pytest
from django.db import IntegrityError, connection, transaction

from declarations import copies
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db
SAID = ["", "SET LOCAL session_replication_role = replica; "]
ACTS = {
    "policies_policyversion": "UPDATE {} SET body = 'x'",
    "declarations_declaration": "UPDATE {} SET typed_name = 'x'",
    "declarations_carriedforward": "UPDATE {} SET why = 'x'",
    "declarations_signedcopy": "UPDATE {} SET sha256 = 'x'",
    "organisations_event": "UPDATE {} SET verb = 'x'",
}


@once
def a_row_of_each():
    request = make.asked()
    copies.store(make.answer(request))
    make.revise(request.version, change="minor")


@pytest.fixture
def kept(a_row_of_each):
    """A row in each of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("role", SAID, ids=["as itself", "as a replica"])
@pytest.mark.parametrize("act", ["change", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses(kept, act, role):
    for table, change in ACTS.items():
        sql = role + (change if act == "change" else act).format(table)
        with pytest.raises(IntegrityError, match=r"append-only|never changed"), transaction.atomic():
            _run(sql)


def test_an_answer_to_other_words_is_refused_as_a_replica_too(kept):
    sql = (
        "SET LOCAL session_replication_role = replica; INSERT INTO declarations_declaration"
        " (request_id, outcome, content_hash, typed_name, comment, children, undertakings, language, route,"
        " answered_at, user_agent) SELECT request_id, outcome, repeat('0', 64), typed_name, comment, children,"
        " undertakings, language, route, answered_at, user_agent FROM declarations_declaration"
    )
    with pytest.raises(IntegrityError, match="belongs to the published words"), transaction.atomic():
        _run(sql)


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
