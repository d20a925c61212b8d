"""Many rows written by the database itself: what a query finds goes into a table without passing through here."""

from django.db import connection


def insert(model, names, found):
    """Insert what the queryset `found` finds, its values being these fields in this order; who is there stays.

    Fields not named need a default in `found`. Returns how many rows are new.
    """
    columns = ", ".join(connection.ops.quote_name(model._meta.get_field(name).column) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    query, values = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {query} ON CONFLICT DO NOTHING", values)
        return cursor.rowcount
