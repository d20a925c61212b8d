"""Answers to requests for access that nobody can wait for: a worker makes them, and a week later they are gone."""

import secrets
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.models import F, Q
from django.utils import timezone

from declarations.care import access
from declarations.care.models import AccessFile
from organisations.models import Event

AT_ONCE = 150  # messages and events; more of them make more than a few seconds of PDF
MOST_ATTEMPTS = 3
CLAIM_LASTS = timedelta(minutes=6)  # longer than a task may take (CELERY_TASK_TIME_LIMIT)
KEPT = timedelta(days=7)


def is_large(adult):
    """Whether making it would keep somebody waiting before an empty page."""
    events = Event.objects.filter(about_type="adult", about_id=adult.pk)
    return adult.messages.count() + events.count() > AT_ONCE


def begin(adult, organisation, *, left_out, by):
    """Write down that it is wanted; the worker finds it."""
    return AccessFile.objects.create(organisation=organisation, adult=adult, left_out=left_out, by=by)


def owed():
    """Those that nobody is at."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return AccessFile.objects.filter(free, made_at=None, attempts__lt=MOST_ATTEMPTS)


def make(pk):
    """Make one. Whoever claims it is alone; one that stops its worker again and again is left to a person."""
    if not owed().filter(pk=pk).update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return
    wanted = AccessFile.objects.select_related("adult", "organisation", "by").get(pk=pk)
    content = access.pack(wanted.adult, wanted.organisation, left_out=wanted.left_out, by=wanted.by)
    wanted.file.save(f"{pk}-{secrets.token_hex(8)}.zip", ContentFile(content), save=False)
    AccessFile.objects.filter(pk=pk).update(file=wanted.file.name, made_at=timezone.now())


def has_failed(wanted):
    """Whether nobody will try again by themselves."""
    return wanted.made_at is None and wanted.attempts >= MOST_ATTEMPTS and not owed().filter(pk=wanted.pk).exists()


def forget_old():
    """All about one person in one file: a week is enough to hand it over."""
    forget(AccessFile.objects.filter(asked_at__lt=timezone.now() - KEPT))


def forget(files):
    for wanted in files:
        wanted.file.delete(save=False)
        wanted.delete()
