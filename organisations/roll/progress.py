"""How far a file is: told to the cache, because what a transaction writes nobody sees before its end."""

from django.core.cache import cache

KEPT = 15 * 60


def tell(roll_import, step, done):
    cache.set(_key(roll_import), {"step": str(step), "done": done}, KEPT)


def of(roll_import):
    """{"step", "done"}, or None."""
    return cache.get(_key(roll_import))


def forget(roll_import):
    cache.delete(_key(roll_import))


def _key(roll_import):
    return f"roll-import-{roll_import.pk}"
