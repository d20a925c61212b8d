"""Questions put into SQL once and asked many times: for the few pages that everybody opens in the same hour.

Django takes longer to write most queries than PostgreSQL to answer them.
"""

from django.db import connection
from django.db.models import Expression


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

    def first(self, **told):
        """The first row as the database gives it, or None."""
        values = [told[value.name] if isinstance(value, Slot) else value for value in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return cursor.fetchone()
