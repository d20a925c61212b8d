"""The portal's queue with a faster clock: what takes minutes in a school takes seconds here. Nothing else differs."""

import os
import signal
from datetime import timedelta

import django

from conduct_portal.celery import app

django.setup()

from declarations import copies, sending, tasks
from declarations.post.parking import Careful

SWEEP = tasks.EVERY = 2
sending.CLAIM_LASTS = copies.TURN_LASTS = timedelta(seconds=8)
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = SWEEP


@app.task(base=Careful, name="chaos.take_the_worker_down")
def take_the_worker_down(who):
    """What a PDF that eats all memory does."""
    os.kill(os.getpid(), signal.SIGKILL)
