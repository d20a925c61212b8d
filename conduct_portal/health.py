"""One question for probes: can this process reach the database and the broker?"""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse


@login_not_required
def healthz(request):
    """200 when both answer; anything else is a 500 that says nothing to a stranger."""
    connection.ensure_connection()
    cache.get("healthz")
    return HttpResponse("ok", content_type="text/plain")
