"""Figures over very many rows are counted at most once a minute; over few rows, each time anew."""

from django.core.cache import cache

MANY = 5_000
LASTS = 60  # seconds


def counted(name, number, count, *, many=MANY):
    """What `count` says; over this number of rows perhaps what it said within the last minute, under this name."""
    return cache.get_or_set(f"lately:{name}", count, LASTS) if number > many else count()
