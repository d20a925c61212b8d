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
EVERY = {
    MINUTE: (
        "declarations.ask_adults",
        "declarations.queue_reminders",
        "declarations.send_owed_messages",
        "declarations.store_missing_copies",
        "declarations.work_on_paper",
        "declarations.chain_history",
        "declarations.write_to_introduced",
        "declarations.make_owed_access_files",
        "organisations.finish_imports",
        "policies.read_owed_uploads",
        "policies.send_owed_notices",
    ),
    HOUR: (
        "declarations.forget_old_introductions",
        "declarations.send_digests",
        "declarations.forget_expired_links",
        "declarations.remove_what_is_due",
        "declarations.tell_of_complaints",
        "declarations.ask_about_letters",
        "organisations.forget_ended_sessions",
        "policies.forget_old_stencils",
    ),
}
app.conf.beat_schedule = {
    task.partition(".")[2]: {"task": task, "schedule": often, "options": {"expires": often}}
    for often, tasks in EVERY.items()
    for task in tasks
}
