"""Many rows written by the database itself: what a query finds goes into a table without passing through here."""

from django.db import connection
from django.db.models import GeneratedField

INSERT = "INSERT INTO {table} ({columns}) SELECT found.*{values} FROM ({found}) found ON CONFLICT DO NOTHING"


def insert(model, names, found, **same):
    """Insert what the queryset `found` finds, its values being these fields in this order; who is there stays.

    `same` is the same in every row; fields not named have their default. Returns how many rows are new.
    """
    columns = [connection.ops.quote_name(model._meta.get_field(name).column) for name in names]
    others, values = rest(model, *names, **same)
    query, told = found.query.sql_with_params()
    statement = INSERT.format(
        table=connection.ops.quote_name(model._meta.db_table),
        columns=", ".join([*columns, *others]),
        values=", %s" * len(values),
        found=query,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *told])
        return cursor.rowcount


def rest(model, *names, **same):
    """(columns, values) of all fields but those named: what is the same in every row, else the field's default."""
    fields = [field for field in model._meta.concrete_fields if field.name not in names and not field.primary_key]
    fields = [field for field in fields if not isinstance(field, GeneratedField)]
    values = [same[field.name] if field.name in same else field.get_default() for field in fields]
    told = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
    return [connection.ops.quote_name(field.column) for field in fields], told
