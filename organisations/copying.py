"""Rows by the hundred thousand: COPY, a chunk in memory at a time, under numbers reserved beforehand."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from io import BytesIO
from itertools import islice

from django.db import connection
from django.db.models import BigIntegerField, Func, GeneratedField, Value

CHUNK = 5_000
AT_ONCE = 1 << 30  # signs of a chunk: with each piece the thread that hands it over would wait for its turn to run
NOTHING = r"\N"
DRAW = """
SELECT nextval(its.sequence) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) its,
    generate_series(1, %s)
"""
JSON = json.JSONEncoder(ensure_ascii=False).encode
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def reserve(model, number):
    """So many numbers, in order, that nobody else will use for rows of this model.

    One by one: to move the sequence in one leap would overlap with whoever draws a number at the same moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [model._meta.db_table, number])
        return [drawn for (drawn,) in cursor.fetchall()]


def next_number(model):
    """The same for one row, as part of a question that is asked anyway."""
    sequence = Func(Value(model._meta.db_table), Value("id"), function="pg_get_serial_sequence")
    return Func(sequence, function="nextval", output_field=BigIntegerField())


def copy(model, names, rows):
    """Write rows, tuples of the values of these fields; the others have their default. Returns how many.

    While the database takes a chunk, the next one is put into words: whatever gives the rows must not ask the database.
    """
    columns, rest = _columns(model, names)
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)}) FROM STDIN"
    lines = ("\t".join(map(_said, row)) + rest + "\n" for row in rows)
    copied, taken = 0, None
    with connection.cursor() as cursor, ThreadPoolExecutor(1) as beside:
        while chunk := list(islice(lines, CHUNK)):
            if taken:
                taken.result()
            taken = beside.submit(cursor.copy_expert, statement, BytesIO("".join(chunk).encode()), AT_ONCE)
            copied += len(chunk)
        if taken:
            taken.result()
    return copied


def _columns(model, names):
    """The columns in the order of the rows, and the same end for every line: what was not named."""
    fields = _fields(model)
    others = [field for name, field in fields.items() if name not in names and not field.primary_key]
    columns = [fields[name].column for name in names] + [field.column for field in others]
    rest = "".join("\t" + _said(field.get_default()) for field in others)
    return list(map(connection.ops.quote_name, columns)), rest


def _fields(model):
    return {field.name: field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField)}


def _said(value):
    """A value in COPY's own writing."""
    written = WRITTEN.get(type(value)) or next((way for kind, way in WRITTEN.items() if isinstance(value, kind)), None)
    return written(value) if written else _escaped(str(value))


def _escaped(text):
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        return text.translate(ESCAPED)
    return text


WRITTEN = {
    str: _escaped,
    type(None): lambda _nothing: NOTHING,
    bool: lambda value: "t" if value else "f",
    datetime: datetime.isoformat,
    date: date.isoformat,
    dict: lambda value: _escaped(JSON(value)),
    list: lambda value: _escaped(JSON(value)),
    int: int.__repr__,
}
