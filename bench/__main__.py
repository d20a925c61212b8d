"""`make bench`: servers, three made-up trusts, every line of the table, and the table once more at the end."""

import contextlib
import gc
import platform
import sys
import time
from datetime import UTC, datetime
from importlib import import_module

import django
import psutil

from bench import figures
from bench import stage as stages
from bench.sizes import Sizes
from scripts import complaints

# What is kept is checked before copies are made: they are files, each with a seal to look at.
ROWS = ("parents", "board", "files", "trusts", "evidence", "pdfs", "publishing", "post", "roll")
RESULTS = stages.PROJECT / "bench" / "results.json"


def main():
    """All rows, or those named."""
    sizes, began = Sizes(), time.monotonic()
    chosen = sys.argv[1:] or ROWS
    with complaints.shown(), contextlib.suppress(KeyboardInterrupt), stages.opened() as folder:
        with stages.Stage(folder) as stage:
            found = list(_measured(stage, sizes, chosen))
        minutes = (time.monotonic() - began) / 60
        _conclude(found, sizes, minutes)


def _measured(stage, sizes, chosen):
    _prepare(stage, sizes)
    for name in chosen:
        row = import_module(f"bench.rows.{name}")
        began = time.monotonic()
        for figure in row.figures(stage, sizes):
            print("\n".join(figures.printed(figure)), flush=True)
            yield figure
        print(f"    ({time.monotonic() - began:.0f} s)\n", flush=True)


def _prepare(stage, sizes):
    print(f"{_machine()}\n\nMaking trusts of {', '.join(f'{adults:,}' for adults in sizes.trusts)} adults …")
    began = time.monotonic()
    stage.manage("migrate", "--verbosity=0")
    stage.manage("collectstatic", "--no-input", "--verbosity=0")
    for adults in sizes.trusts:
        said = stage.manage("make_roll", f"--adults={adults}", f"--seed={sizes.seed}")
        print(f"    {said.splitlines()[0]}")
    print(f"    ({time.monotonic() - began:.0f} s)\n", flush=True)
    django.setup()
    gc.freeze()  # as a worker process does


def _conclude(found, sizes, minutes):
    print("\n".join(figures.table(found)))
    missed = sum(not figure.is_met for figure in found)
    print(f"\n{len(found) - missed} of {len(found)} goals met, in {minutes:.1f} minutes. All of it: {RESULTS}")
    figures.write(RESULTS, found, at=datetime.now(UTC).isoformat(), machine=_machine(), minutes=round(minutes, 1))


def _machine():
    cores, load = psutil.cpu_count(), psutil.getloadavg()[0]
    return f"{platform.machine()}, {cores} cores, load {load:.1f} when asked, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
