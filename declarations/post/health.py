"""How the portal is, in figures for whoever runs it; never about anybody."""

import redis
from celery import current_app
from django.conf import settings
from django.db.models import Min, Q
from django.db.models.functions import Least
from django.utils import timezone

from declarations import copies, sending
from declarations.models import Declaration, Message
from declarations.post.models import Beat, ParkedTask, Way

LATE_MESSAGE = 60 * 60  # seconds
LATE_BEAT = 5  # times its own interval
LOOK_AT = {
    "copies_stuck": "signed copies cannot be made",
    "tasks_parked": "tasks took their worker down and are parked",
}


def figures():
    """{name: number}: what stands in /metrics, and behind `manage.py health`."""
    now = timezone.now()
    waiting = Message.objects.in_state(Message.State.QUEUED).exclude(way=Way.LETTER)
    waiting = waiting.filter(Q(send_after__lte=now) | Q(late_since__isnull=False))
    oldest = waiting.aggregate(oldest=Min(Least("send_after", "late_since")))["oldest"]
    unprinted = Declaration.objects.filter(outcome__in=Declaration.AGREED, copy__isnull=True, reduced_at=None)
    in_state = Message.objects.in_state
    return {
        "messages_owed": sending.owed().count(),
        "oldest_owed_seconds": round((now - oldest).total_seconds()) if oldest else 0,
        "messages_failed": in_state(Message.State.FAILED).count(),
        "messages_bounced": in_state(Message.State.BOUNCED).count(),
        "messages_perhaps_twice": Message.objects.filter(takeovers__gt=0, sent_at__isnull=False).count(),
        "letters_waiting": in_state(Message.State.QUEUED).filter(way=Way.LETTER).count(),
        "copies_missing": unprinted.count(),
        "copies_stuck": copies.stuck().count(),
        "tasks_queued": _queued(),
        "tasks_parked": ParkedTask.objects.count(),
    }


def intervals():
    """{part of the schedule: seconds from one run to the next}."""
    return {entry["task"]: entry["schedule"] for entry in current_app.conf.beat_schedule.values()}


def beats():
    """{part of the schedule: seconds since it last ran to its end}."""
    now = timezone.now()
    return {beat.name: round((now - beat.at).total_seconds()) for beat in Beat.objects.order_by("name")}


def complaints(found, ages):
    """What a person should look at, in words."""
    late = {name: LATE_BEAT * seconds for name, seconds in intervals().items()}
    said = [f"{name} last ran {age} seconds ago" for name, age in ages.items() if age > late.get(name, age)]
    if not ages:
        said.append("the schedule has never run")
    if found["oldest_owed_seconds"] > LATE_MESSAGE:
        said.append(f"a message has waited for {found['oldest_owed_seconds']} seconds")
    said += [f"{found[name]} {words}" for name, words in LOOK_AT.items() if found[name]]
    return said


def note_beat(name):
    """This part of the schedule has just run."""
    Beat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def _queued():
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        return sum(broker.llen(queue.name) for queue in settings.CELERY_TASK_QUEUES)
