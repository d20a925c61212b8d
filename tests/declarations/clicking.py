"""A program that answers one request many times at the same moment: `python -m tests.declarations.clicking …`."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import connections

from declarations import signing
from declarations.errors import AlreadyAnswered
from declarations.models import Request


def main(requests, times, starts_at):
    """Each thread answers each of these requests; prints what they got, one line each."""
    with ThreadPoolExecutor(times) as pool:
        for got in pool.map(lambda _number: click_all(requests, starts_at), range(times)):
            print(*got, sep="\n")


def click_all(requests, starts_at):
    found = list(Request.objects.filter(pk__in=requests).select_related("version"))
    time.sleep(max(0, starts_at - time.time()))
    try:
        return [click(request) for request in found]
    finally:
        connections.close_all()


def click(request):
    try:
        signing.answer(request, outcome="signed", content_hash=request.version.content_hash, typed_name="Sam Okafor")
    except AlreadyAnswered:
        return "refused"
    return "signed"


if __name__ == "__main__":
    main([int(number) for number in sys.argv[3:]], int(sys.argv[1]), float(sys.argv[2]))
