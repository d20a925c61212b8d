"""The office's board: figures, filter, search and sort over every adult of a trust."""

from statistics import median

from django.db import connection
from django.http import SimpleCookie
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import crowd
from bench import stage as stages
from bench.figures import Figure

QUESTION = "/o/{slug}/?q=ol&state=not_signed&sort=-adult"
MOST_QUERIES = 12


def figures(stage, sizes):
    """The same question to the boards of all three trusts, in turn."""
    trusts = [crowd.trust(adults, sizes.seed) for adults in sizes.trusts]
    large = trusts[-1]
    took = {trust: [] for trust in trusts}
    with stage.web() as (port, _child):
        for _turn in range(sizes.repeats + 1):
            for trust in trusts:
                took[trust].append(_asked(port, trust))
    small_took, middle_took, large_took = (1000 * median(took[trust][1:]) for trust in trusts)
    queries = _queries(large)
    yield Figure(
        f"Board of {sizes.adults:,} adults",
        "Milliseconds for one page of the board with filter, search and sort, as the office sees it.",
        large_took,
        small_took,
        f"the same page with {sizes.trusts[0]:,} adults",
        "ms",
        2,
        notes=[
            f"{small_took:.0f}, {middle_took:.0f} and {large_took:.0f} ms with "
            + ", ".join(f"{adults:,}" for adults in sizes.trusts)
            + " adults.",
            f"The first to look in a minute, for whom children are counted: {1000 * took[large][0]:.0f} ms.",
        ],
        growth=[(adults, median(took[trust][1:])) for adults, trust in zip(sizes.trusts, trusts, strict=True)],
    )
    yield Figure(
        "Queries of the board",
        "Queries for that page at its largest.",
        queries,
        MOST_QUERIES,
        "the most we allow",
        "queries",
        1,
    )


def _asked(port, trust):
    cookie = crowd.cookie_of("office", trust)
    told = {"port": port, "connections": 1, "seconds": 120, "cookie": cookie}
    once = stages.in_another_process(
        "bench.load", told | {"journeys": [[["GET", QUESTION.format(slug=trust.slug), {}]]]}
    )
    return once["took"][0]


def _queries(trust):
    client = Client()
    name, _equals, value = crowd.cookie_of("office", trust).partition("=")
    client.cookies = SimpleCookie({name: value})
    with CaptureQueriesContext(connection) as captured:
        client.get(QUESTION.format(slug=trust.slug))
    return len(captured)
