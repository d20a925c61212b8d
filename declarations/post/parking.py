"""A task that takes its worker down must not be handed from worker to worker for ever."""

from celery import Task
from celery.exceptions import Reject
from django.core.cache import cache
from django.db import InterfaceError, OperationalError

from declarations.post import health
from declarations.post.models import ParkedTask

MOST_LIVES = 3
REMEMBERED = 24 * 60 * 60


class Careful(Task):
    """Runs again when its worker was killed, but only so often: then it is parked for a person to look at."""

    # The database is away for a moment: again soon, not all at once. Anything else is a bug, and stays loud.
    autoretry_for = (OperationalError, InterfaceError)
    max_retries = 4
    retry_backoff = 2
    retry_backoff_max = 60
    retry_jitter = True

    def before_start(self, task_id, args, kwargs):
        if self.request.delivery_info.get("redelivered") and self._lives_lost(task_id) >= MOST_LIVES:
            ParkedTask.objects.create(name=self.name, arguments=kwargs)
            raise Reject("It has taken down every worker that ran it.", requeue=False)

    def on_success(self, retval, task_id, args, kwargs):
        if self.name in health.intervals():
            health.note_beat(self.name)

    def _lives_lost(self, task_id):
        # Kept in the cache: when that is emptied, the count begins anew, and nothing else.
        key = f"lives-{task_id}"
        cache.add(key, 0, timeout=REMEMBERED)
        return cache.incr(key)
