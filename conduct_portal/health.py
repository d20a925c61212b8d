"""For probes and for whoever runs the portal: can it reach its servers, and how much waits?"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare

from declarations.post import health


@login_not_required
def healthz(request):
    """200 when both answer; anything else is a 500 that says nothing to a stranger."""
    connection.ensure_connection()
    cache.get("healthz")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def metrics(request):
    """The figures in Prometheus' words, for whoever shows METRICS_TOKEN; nobody else learns that they are here."""
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    lines = [f"portal_{name} {number}" for name, number in health.figures().items()]
    lines += [f'portal_beat_age_seconds{{task="{name}"}} {age}' for name, age in health.beats().items()]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4")
