"""A program that answers requests many times at the same moment: `python -m tests.declarations.clicking …`."""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import connections

from declarations import signing
from declarations.errors import AlreadyAnswered
from declarations.models import Request

FORK = multiprocessing.get_context("fork")  # Django is loaded once for all of them


def main(programs, threads, *requests):
    """So many programs of so many threads, each of which answers each of these requests; prints what they got."""
    start = FORK.Barrier(programs * threads, action=say_so)
    with ProcessPoolExecutor(programs, FORK, initializer=wait_at, initargs=[start]) as pool:
        for got in pool.map(click_together, repeat(threads, programs), repeat(requests)):
            print(*got, sep="\n")


def say_so():
    print("All stand ready", flush=True)


def wait_at(start):
    """Where each thread of this program waits for all the others."""
    click_all.start = start


def click_together(threads, requests):
    with ThreadPoolExecutor(threads) as pool:
        return [each for got in pool.map(click_all, repeat(requests, threads)) for each in got]


def click_all(requests):
    found = list(Request.objects.filter(pk__in=requests).select_related("version"))
    click_all.start.wait()
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
    main(*map(int, sys.argv[1:]))
