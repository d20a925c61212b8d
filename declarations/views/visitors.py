"""Who comes to the public pages: their address, and how often they may ask."""

import logging
from functools import wraps
from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
A_WHILE = 10 * 60


def address(request):
    """The visitor's address as seen by the outermost of our own proxies; None when it is no address."""
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.TRUSTED_PROXY_COUNT
    seen = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(seen.strip().partition("%")[0]))
    except ValueError:
        return None


def not_too_often(times):
    """Lets one address open the page so many times in ten minutes: enough for people, too little for guessing."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if _counted(f"{view.__name__}:{address(request)}") > times:
                return render(request, "parents/too_often.html", status=429)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _counted(key):
    """How often by now; while nobody counts, everybody may."""
    try:
        cache.add(key, 0, timeout=A_WHILE)
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1
    except RedisError:
        logger.warning("Visits cannot be counted: the queue is out of reach.")
        return 0
