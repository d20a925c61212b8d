"""One statement for a whole file: the database works on sets, and memory stays the same however long the file is."""

from django.db import connection


def run(statement, given):
    """How many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.rowcount


def value(statement, given):
    """The one value it gives back."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()[0]


def rows(statement, given):
    """What it finds, few of them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
