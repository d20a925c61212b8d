"""Rows without number, read through a cursor: only a chunk or two of them is in memory at any time."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Func, TextField

CHUNK = 2_000


class Moment(Func):
    """A time as `canon.moment` writes it: in UTC, to the microsecond. One that Python does not know is another text."""

    template = """CASE WHEN %(expressions)s BETWEEN '0001-01-02' AND '9999-12-30' THEN
        to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
        ELSE %(expressions)s::text END"""
    output_field = TextField()

    def as_sql(self, *args, **kwargs):
        """With what the template names three times three times in its place, too."""
        sql, params = super().as_sql(*args, **kwargs)
        return sql, tuple(params) * 3


def each(rows):
    """Every row of a question, in its order.

    In one transaction: outside of any, PostgreSQL would write all of the answer to disk before it gives the first row.
    """
    with transaction.atomic():
        left = rows.iterator(chunk_size=CHUNK)
        yield from _ahead(lambda: list(islice(left, CHUNK)))


def each_as_kept(rows):
    """Every row of values, in its order, as the database tells it: no field of ours reads it. For very many rows."""
    try:
        question = rows.query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking
        return
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(*question)
        yield from _ahead(lambda: cursor.fetchmany(CHUNK))


def _ahead(some):
    """Every row of chunk after chunk. While one is looked at, the database works out the next."""
    with ThreadPoolExecutor(1) as ahead:
        chunk = some()  # asked here, on the connection of whoever calls
        while chunk:
            coming = ahead.submit(some)
            yield from chunk
            chunk = coming.result()
