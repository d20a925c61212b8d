"""Rows without number, read through a cursor: only a chunk or two of them is in memory at any time."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from django.db import transaction

CHUNK = 2_000


def each(rows):
    """Every row of a question, in its order. While one chunk is looked at, the database works out the next.

    In one transaction: outside of any, PostgreSQL would write all of the answer to disk before it gives the first row.
    """
    with transaction.atomic(), ThreadPoolExecutor(1) as ahead:
        left = rows.iterator(chunk_size=CHUNK)
        chunk = _some(left)  # asked here, on the connection of whoever calls
        while chunk:
            coming = ahead.submit(_some, left)
            yield from chunk
            chunk = coming.result()


def _some(rows):
    return list(islice(rows, CHUNK))
