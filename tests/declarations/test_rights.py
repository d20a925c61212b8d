"""The portal's own role in the database does all the portal's work, and cannot undo what was said."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from declarations import copies, reminders, rights, sending, signing, verifying
from declarations.models import Declaration, Message
from organisations import anchors, ledger
from organisations.models import Adult, Organisation
from organisations.roll import people, undoing
from policies import lifecycle
from tests import factories as make
from tests.organisations.roll.office import FILE, bring

pytestmark = pytest.mark.django_db
ROLE = 'portal "for" tests'


@contextmanager
def as_the_portal():
    rights.give(ROLE, "it's a secret")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL ROLE {rights._quoted(ROLE)}")
        yield cursor
        cursor.execute("RESET ROLE")


def test_the_portal_does_all_its_work_with_these_rights():
    with as_the_portal():
        request = make.asked()
        reminders.queue_all()
        sending.send(Message.objects.get().pk)
        declaration = make.answer(request)
        copies.store(declaration)
        newer = make.revise(request.version, change="minor")
        signing.withdraw(newer.requests.get())
        lifecycle.withdraw(newer, by=newer.written_by, reason="No longer needed")
        ledger.chain_all()
        anchors.drop_daily()

        assert list(verifying.flaws(Organisation.objects.all())) == []
        assert Declaration.objects.count() == 2


def test_the_portal_keeps_the_roll_with_these_rights():
    """What holds contacts to their people is done in the portal's name, not in that of the tables' owner."""
    with as_the_portal():
        school = make.SchoolFactory()
        bring(school, *FILE)
        sam, joe, una = Adult.objects.order_by("pk")
        people.merge(school, sam, joe, by=make.head_of(school))
        undoing.undo(second := bring(school, *FILE[:1]), by=second.uploaded_by)

        assert school.children.on_roll().count() == 2
        with pytest.raises(IntegrityError, match="still tells of it"), transaction.atomic():
            Adult.objects.filter(pk=una.pk)._raw_delete(connection.alias)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE declarations_declaration SET typed_name = 'x'",
        "DELETE FROM declarations_declaration",
        "TRUNCATE declarations_declaration CASCADE",
        "ALTER TABLE declarations_declaration DISABLE TRIGGER USER",
        "DROP TABLE declarations_declaration CASCADE",
        "UPDATE declarations_signedcopy SET sha256 = 'x'",
        "DELETE FROM declarations_carriedforward",
        "UPDATE organisations_event SET verb = 'x'",
        "DELETE FROM organisations_event",
        "ALTER TABLE organisations_event DISABLE TRIGGER USER",
        "ALTER TABLE policies_policyversion DISABLE TRIGGER USER",
        "TRUNCATE policies_policyversion CASCADE",
        "DROP TRIGGER frozen_once_published ON policies_policyversion",
        "DROP FUNCTION never_changed() CASCADE",
        "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
        "CREATE TABLE other (number int)",
        "GRANT UPDATE ON declarations_declaration TO PUBLIC",
    ],
)
def test_the_portal_is_not_allowed(sql):
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with as_the_portal() as cursor, refused, transaction.atomic():
        cursor.execute(sql)
        raise ProgrammingError(_warned(cursor))


def test_the_command_brings_the_tables_up_to_date_and_gives_the_rights(settings, capsys):
    settings.PORTAL_DATABASE_URL = "postgres://portal_of_a_test:p%40ss@database/portal"

    call_command("prepare_database")
    call_command("prepare_database")

    assert "The role portal_of_a_test may run the portal." in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcanlogin FROM pg_roles WHERE rolname = 'portal_of_a_test'")
        assert cursor.fetchone() == (False, True)


def _warned(cursor):
    """GRANT without the right to grant is no error but a warning."""
    return "permission denied" if "no privileges were granted" in str(cursor.connection.notices) else "allowed"
