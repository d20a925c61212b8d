"""Questions put into SQL once and asked many times: for the few pages that everybody opens in the same hour.

Django takes longer to write most queries, and PostgreSQL to plan them, than it takes to answer them. So the database
keeps the plan, too, for as long as the connection lasts.
"""

import hashlib
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Expression
from psycopg2.extensions import AsIs

_known = WeakKeyDictionary()  # connection: names of what it has prepared


class Slot(Expression):
    """A place in a query for a value that is known when the question is asked."""

    def __init__(self, name, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", (self,)


class Question:
    """A queryset of values, some of them slots."""

    def __init__(self, found):
        self.sql, self.values = found.query.sql_with_params()
        self.slots = {value.name: value for value in self.values if isinstance(value, Slot)}
        told = [value.name if isinstance(value, Slot) else value for value in self.values]
        self.name = f"question_{hashlib.sha256(repr((self.sql, told)).encode()).hexdigest()[:20]}"

    def first(self, **told):
        """The first row as the database gives it, or None."""
        with connection.cursor() as cursor:
            cursor.execute(*self._asked(cursor, told))
            return cursor.fetchone()

    def _asked(self, cursor, told):
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):  # behind a pooler, each time another connection
            return self.sql, [told[value.name] if isinstance(value, Slot) else value for value in self.values]
        ask = f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.slots))})"
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            known.add(self.name)
            ask = f"{self._prepare(cursor)}; {ask}"
        return ask, [told[name] for name in self.slots]

    def _prepare(self, cursor):
        """What makes the database keep the plan; told along with the first question."""
        places = {name: AsIs(f"${number}") for number, name in enumerate(self.slots, 1)}
        values = [places[value.name] if isinstance(value, Slot) else value for value in self.values]
        kinds = ", ".join(slot.output_field.db_type(connection) for slot in self.slots.values())
        sql = cursor.mogrify(self.sql, values).decode().replace("%", "%%")
        return f"PREPARE {self.name} ({kinds}) AS {sql}"
