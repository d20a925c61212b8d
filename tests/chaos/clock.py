"""The portal's queue with a faster clock: what takes minutes in a school takes seconds here. Nothing else differs."""

from datetime import timedelta

import django

from conduct_portal.celery import app

django.setup()

from declarations import copies, sending

SWEEP = 2.0
sending.CLAIM_LASTS = timedelta(seconds=8)
copies.TURN_LASTS = timedelta(seconds=8)
copies.FIRST_WAIT = timedelta(seconds=1)
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = SWEEP
