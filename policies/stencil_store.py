"""Stencils on disk, where every process of a machine finds what one has laid out.

What is kept here is found again by all that goes into it, holds nothing of an answer, is never needed (it can be laid
out anew), and goes after a day.
"""

import hashlib
import logging
import pickle
import time
import zlib
from contextlib import ExitStack, contextmanager, suppress

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

logger = logging.getLogger(__name__)
# What a file says that was cut short, as by a power failure. It is written over.
UNREADABLE = (OSError, EOFError, ValueError, zlib.error, pickle.UnpicklingError)


def get_or_make(told, make):
    """What is made from all that is told: from disk, or made by one process while the others wait."""
    key = hashlib.sha256(repr(told).encode()).hexdigest()
    found = _kept(key)
    if found is None:
        with _turn(key):
            found = _kept(key) or _keep(key, make())
    return found


def forget_old():
    """Take away what is found no more; the cache itself does so only when it is full."""
    oldest = time.time() - caches["stencils"].default_timeout
    for file in settings.STENCILS.glob(f"*{FileBasedCache.cache_suffix}"):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < oldest:
                file.unlink()


def _kept(key):
    try:
        return caches["stencils"].get(key)
    except UNREADABLE:
        logger.warning("A stencil cannot be read; it is laid out anew.")


def _keep(key, stencil):
    try:
        caches["stencils"].set(key, stencil)
    except OSError:
        logger.warning("A stencil cannot be kept.", exc_info=True)
    return stencil


@contextmanager
def _turn(key):
    """For one process of this machine at a time; one that dies ends its turn."""
    with ExitStack() as held:
        try:
            settings.STENCILS.mkdir(parents=True, exist_ok=True)
            file = held.enter_context((settings.STENCILS / f"{key[0]}.lock").open("w"))
            locks.lock(file, locks.LOCK_EX)
        except OSError:
            logger.warning("Stencils cannot be shared.", exc_info=True)
        yield
