"""Parents: the page with the words, and the whole way from the link to the thank-you."""

import os
from statistics import median

from django.test import Client

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from declarations import signing

CONNECTIONS = 8
TURNS = 5
FEW = 30  # of each trust
MOST = 2_000  # adults with two children who owe an answer, for each part


def figures(stage, sizes):
    """Both rows, the baseline and ours in turn, so that a busy machine is busy for both."""
    trusts = {adults: crowd.trust(adults, sizes.seed) for adults in sizes.trusts}
    few = {adults: crowd.doors(trust, 2 * FEW) for adults, trust in trusts.items()}
    doors = crowd.doors(trusts[sizes.adults], 2 * MOST, skip=2 * FEW)
    readers, writers = doors[::2], doors[1::2]
    size = _build_minimal(stage, readers[0])
    ours = {
        "read": [[_sign(token, request)] for token, request in readers],
        "whole": [_journey(token, request) for token, request in writers],
    }
    theirs = {
        "read": [[["GET", f"/page/{pk}/", {}]] for pk in range(1, MOST + 1)],
        "whole": [_minimal_journey(pk) for pk in range(1, MOST + 1)],
    }
    found = {}
    with stage.web() as (port, _child), stage.web("bench.minimal.wsgi") as (minimal_port, _child):
        for what in ("read", "whole"):
            found[what] = _in_turn(sizes.seconds, (minimal_port, theirs[what]), (port, ours[what]))
        growth = {"read": _grown(port, _sign, few, 0), "whole": _grown(port, _journey, few, 1)}
    yield _figure(
        "Parent opens the page to sign",
        f"Pages a second with the words of a code and the form ({size:,} bytes), for an adult with two children.",
        "one query, template of the same size",
        "pages/s",
        0.5,
        found["read"],
        growth["read"],
    )
    yield _figure(
        "Parent's whole way",
        "Journeys a second: link, words, answer, thank-you; the answer stands in the database with its history.",
        "page, POST that adds a row, thank-you",
        "journeys/s",
        0.35,
        found["whole"],
        growth["whole"],
    )


def _grown(port, way, few, first):
    """What all adults of each trust would take one after the other, by some of them: every second, from the first."""
    return [(adults, adults * _each(port, way, some[first::2])) for adults, some in few.items() if len(some) > 2]


def _each(port, way, doors):
    """Seconds of one browser for one of these, half of them gone by to warm up."""
    journeys = [_listed(way(*door)) for door in doors]
    told = {"port": port, "connections": 1, "seconds": 60}
    took = stages.in_another_process("bench.load", told | {"journeys": journeys})["took"]
    return median(took[len(took) // 2 :])


def _listed(way):
    return way if isinstance(way[0], list) else [way]


def _figure(name, measures, against, unit, goal, found, growth):
    theirs, ours = found
    rates = [one["done"] / one["seconds"] for one in (ours, theirs)]
    middle = [f"{1000 * median(one['took']):.1f} ms" for one in (ours, theirs)]
    note = f"With {CONNECTIONS} browsers at once, half were done within {middle[0]} (baseline {middle[1]})."
    return Figure(name, measures, *rates, against, unit, goal, more_is_better=True, notes=[note], growth=growth)


def _in_turn(seconds, *doors):
    """Every door gets its turns, so short that a busy machine is busy for both; warm before each."""
    found = [{"done": 0, "seconds": 0, "took": []} for _ in doors]
    for turn in range(TURNS):
        for (port, journeys), sums in zip(doors, found, strict=True):
            share = len(journeys) // TURNS
            told = {"port": port, "connections": CONNECTIONS, "seconds": seconds / TURNS}
            warm, rest = journeys[turn * share :][:40], journeys[turn * share :][40:share]
            stages.in_another_process("bench.load", told | {"journeys": warm})
            once = stages.in_another_process("bench.load", told | {"journeys": rest})
            sums["done"] += once["done"]
            sums["seconds"] += once["seconds"]
            sums["took"] += once["took"]
    return found


def _sign(token, request):
    return ["GET", f"/s/{token}/{request.pk}/", {}]


def _journey(token, request):
    said = {
        "csrfmiddlewaretoken": "{token}",
        "content_hash": request.version.content_hash,
        "outcome": "signed",
        "typed_name": request.adult.full_name,
        "relationship": signing.relationships(request)[0],  # as the page has it chosen already
        "intends": "on",
    }
    place = f"/s/{token}/{request.pk}/"
    return [["GET", f"/s/{token}/", {}], ["POST", place, said], ["GET", None, {}]]


def _minimal_journey(pk):
    return [["GET", f"/page/{pk}/", {}], ["POST", f"/page/{pk}/", {"text": "I agree."}], ["GET", None, {}]]


def _build_minimal(stage, door):
    """Tables and templates of the baseline: our own page, written out, with one name to fill in. Its size."""
    token, request = door
    page = Client().get(_sign(token, request)[1]).content.decode()
    folder = stage.folder / "templates"
    folder.mkdir(exist_ok=True)
    os.environ["BENCH_TEMPLATES"] = str(folder)
    name = request.adult.full_name
    verbatim = page.replace("{", "&#123;").replace(name, "{{ person.name }}")
    (folder / "page.html").write_text(verbatim)
    (folder / "thanks.html").write_text(verbatim[: len(verbatim) // 3])
    stages.in_another_process("bench.minimal.build", {"name": name, "number": MOST})
    return len(page)
