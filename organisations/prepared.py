"""Statements put into SQL once and used many times: for the few pages that everybody opens in the same hour.

Django takes longer to write most queries, and PostgreSQL to plan them, than it takes to answer them. So the database
keeps the plan, too, for as long as the connection lasts.
"""

import hashlib
from itertools import chain
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Expression
from django.db.models.sql import UpdateQuery
from psycopg2.extensions import AsIs

_known = WeakKeyDictionary()  # connection: names of what it has prepared
# For what is said after it in the same breath.
ONE_PLAN = "SET LOCAL plan_cache_mode TO force_generic_plan"  # else the database tries five times whether others help
LIGHTLY = "SET LOCAL synchronous_commit TO off"

ADD = "INSERT INTO {table} ({columns}) VALUES ({places})"


class Slot(Expression):
    """A place in a statement for a value that is known when it is used."""

    def __init__(self, name, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", (self,)


class Prepared:
    """SQL of which some values are slots."""

    def __init__(self, sql, values):
        self.sql, self.values = sql, values
        self.slots = {value.name: value for value in self.values if isinstance(value, Slot)}
        told = [value.name if isinstance(value, Slot) else value for value in self.values]
        self.name = f"question_{hashlib.sha256(repr((self.sql, told)).encode()).hexdigest()[:20]}"
        self.asking = f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.slots))})"

    def said(self, cursor, told):
        """What is said to the database when this is told, and with which values."""
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):  # behind a pooler, each time another connection
            return self.sql, [told[value.name] if isinstance(value, Slot) else value for value in self.values]
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(*self._preparing())
            known.add(self.name)
        return self.asking, [told[name] for name in self.slots]

    def _preparing(self):
        """What makes the database keep the plan."""
        places = {name: AsIs(f"${number}") for number, name in enumerate(self.slots, 1)}
        values = [places[value.name] if isinstance(value, Slot) else value for value in self.values]
        kinds = ", ".join(slot.output_field.db_type(connection) for slot in self.slots.values())
        return f"PREPARE {self.name} ({kinds}) AS {self.sql}", values


class Question(Prepared):
    """A queryset of values."""

    def __init__(self, found):
        super().__init__(*found.query.sql_with_params())


class Change(Prepared):
    """What becomes of the rows of a queryset."""

    def __init__(self, found, **values):
        query = found.query.chain(UpdateQuery)
        query.add_update_values(values)
        super().__init__(*query.sql_with_params())


class Addition(Prepared):
    """A row of a model, numbered by the database or beforehand."""

    def __init__(self, model, *, numbered=False):
        fields = model._meta.concrete_fields
        self.fields = [field for field in fields if not field.generated and (numbered or not field.primary_key)]
        columns = ", ".join(connection.ops.quote_name(field.column) for field in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        table = connection.ops.quote_name(model._meta.db_table)
        sql = ADD.format(table=table, columns=columns, places=places)
        super().__init__(sql, [Slot(field.attname, field) for field in self.fields])

    def told(self, row):
        """The values of this row."""
        return {field.attname: field.get_db_prep_save(getattr(row, field.attname), connection) for field in self.fields}


def together(*several, lightly=False):
    """Use several statements, each with what it is told, one after the other in one breath. Outside a transaction
    they are one of their own; lightly, that one does not wait until the disk has it: for what nobody would miss if the
    power went this moment. Returns the rows of the last one."""
    how = [ONE_PLAN, LIGHTLY] if lightly and not connection.in_atomic_block else [ONE_PLAN]
    with connection.cursor() as cursor:
        said, values = zip(*(statement.said(cursor, told) for statement, told in several), strict=True)
        cursor.execute("; ".join([*how, *said]), list(chain.from_iterable(values)))
        return cursor.fetchall() if cursor.description else None
