"""The queue and the one schedule: every minute the database is asked what is owed."""

import gc
import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduct_portal.settings")

# Whatever floor a task is of: it notes that it ran, and is parked when it takes its workers down.
app = Celery("conduct_portal", task_cls="declarations.post.parking:Careful")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_process_init.connect
def set_aside_what_is_loaded(**_told):
    """It stays as long as the process: to look for rubbish among it, too, would take a tenth of a second each time."""
    gc.freeze()


MINUTE, HOUR = 60.0, 3600.0
app.conf.beat_schedule = {
    name: {"task": f"declarations.{name}", "schedule": MINUTE, "options": {"expires": MINUTE}}
    for name in (
        "ask_adults",
        "queue_reminders",
        "send_owed_messages",
        "store_missing_copies",
        "work_on_paper",
        "chain_history",
    )
} | {
    "write_to_introduced": {
        "task": "declarations.write_to_introduced",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "forget_old_introductions": {
        "task": "declarations.forget_old_introductions",
        "schedule": HOUR,
        "options": {"expires": HOUR},
    },
    "send_digests": {"task": "declarations.send_digests", "schedule": HOUR, "options": {"expires": HOUR}},
    "forget_expired_links": {
        "task": "declarations.forget_expired_links",
        "schedule": HOUR,
        "options": {"expires": HOUR},
    },
    "remove_what_is_due": {
        "task": "declarations.remove_what_is_due",
        "schedule": HOUR,
        "options": {"expires": HOUR},
    },
    "tell_of_complaints": {"task": "declarations.tell_of_complaints", "schedule": HOUR, "options": {"expires": HOUR}},
    "ask_about_letters": {"task": "declarations.ask_about_letters", "schedule": HOUR, "options": {"expires": HOUR}},
    "make_owed_access_files": {
        "task": "declarations.make_owed_access_files",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "forget_ended_sessions": {
        "task": "organisations.forget_ended_sessions",
        "schedule": HOUR,
        "options": {"expires": HOUR},
    },
    "forget_old_stencils": {"task": "policies.forget_old_stencils", "schedule": HOUR, "options": {"expires": HOUR}},
    "finish_imports": {"task": "organisations.finish_imports", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "read_owed_uploads": {"task": "policies.read_owed_uploads", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "send_owed_notices": {"task": "policies.send_owed_notices", "schedule": MINUTE, "options": {"expires": MINUTE}},
}
