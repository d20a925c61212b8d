"""What follows an answer is started at once, though nobody who answers waits for the queue.

A thread hands over what came together in a moment: when many answer, one task for many answers. What is lost with the
queue, or with this process, the schedule finds within the minute.
"""

import logging
import threading

from django.db import transaction
from kombu.exceptions import OperationalError

from declarations import tasks

logger = logging.getLogger(__name__)
A_MOMENT = 0.2  # seconds
_given, _lock = [], threading.Lock()


def follow_up(declaration):
    """The receipt of this answer, and its copy: once the answer stands."""
    transaction.on_commit(lambda: _collect(declaration.pk), robust=True)


def _collect(declaration_id):
    with _lock:
        _given.append(declaration_id)
        is_first = len(_given) == 1
    if is_first:
        threading.Timer(A_MOMENT, hand_over).start()


def hand_over():
    """Give the workers what has come together."""
    with _lock:
        given = _given.copy()
        _given.clear()
    try:
        if given:
            tasks.follow_up_answers.delay(declaration_ids=given)
    except OperationalError:
        logger.warning("The queue is out of reach; the schedule finds what follows from %s answers.", len(given))
