"""What the portal may do in its database: all it needs, and nothing to what must never change.

The tables belong to another role, which only makes and changes tables (see docs/operations.md). So the portal cannot
put the guards on the evidence to sleep, not even by mistake.
"""

from django.db import connection, transaction

from declarations.models import CarriedForward, Declaration, SignedCopy
from declarations.papers.models import Paper
from organisations.models import Event

ONLY_ADDED_TO = (Event, Declaration, CarriedForward, SignedCopy, Paper)
# The place in the chain is given to an event once, a moment after it was written: see organisations/ledger.py.
GIVEN_ONCE = {Event: ("number", "hash")}
# What the owner of the tables does for the portal, under conditions of its own: see the migration `reduced_evidence`.
MAY_ASK_FOR = ("reduce_answer(bigint)", "drop_file_of(bigint, text)")


@transaction.atomic
def give(role, password):
    """Let this role run the portal; made if it is new. Run it again after every migration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.rowcount else "CREATE"
        limits = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        cursor.execute(f"{verb} ROLE {_quoted(role)} {limits} PASSWORD %s", [password])
        for statement in _statements(_quoted(role)):
            cursor.execute(statement)


def _statements(role):
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}"
    for model in ONLY_ADDED_TO:
        yield f"REVOKE UPDATE, DELETE ON {_quoted(model._meta.db_table)} FROM {role}"
    for model, columns in GIVEN_ONCE.items():
        names = ", ".join(map(_quoted, columns))
        yield f"GRANT UPDATE ({names}) ON {_quoted(model._meta.db_table)} TO {role}"
    for function in MAY_ASK_FOR:
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {role}"


def _quoted(name):
    return connection.ops.quote_name(name.replace('"', '""'))
