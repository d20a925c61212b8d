"""The signed copy: made, sealed, kept; by one core, and by one, two and four worker processes."""

import time
from functools import partial

import psutil

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from declarations import pdf, sealing, standing, tasks
from declarations.models import Declaration, SignedCopy

PROCESSES = (1, 2, 4)
PATIENCE = 30  # seconds for each number of processes
POLL = 0.5  # seconds: whoever asks more often is measured, too
WHOLE = 8  # documents of the baseline
SINGLE, FEW = 100, 20


def figures(stage, sizes):
    """First by themselves on one core, then by workers through the queue."""
    given = _signed(crowd.trust(sizes.adults, sizes.seed))
    declarations = list(given.order_by("-pk")[: SINGLE + WHOLE])
    whole_print = partial(pdf.signed_copy, whole=True)
    whole_print(declarations[-1])
    whole = _per_second(declarations[:WHOLE], whole_print)
    first, ours = (_per_second(declarations[WHOLE:], _print_and_seal) for _turn in range(2))
    yield Figure(
        "Signed PDF, sealed, per core",
        "PDFs with the words, the declaration and the evidence, sealed, for each second of one core.",
        ours,
        whole,
        "the whole document laid out by WeasyPrint, unsealed",
        "PDFs/s",
        15,
        more_is_better=True,
        notes=[f"Once stencils are laid out; the first {SINGLE} of a version, who need them laid out: {first:.1f}."],
        growth=[(adults, adults * _each_of(crowd.trust(adults, sizes.seed))) for adults in sizes.trusts],
    )
    yield from _by_workers(stage, sizes, [declaration.pk for declaration in given.order_by("pk")[: 2 * sizes.pdfs]])


def _signed(trust):
    version = standing.versions_at(trust).get()
    given = Declaration.objects.filter(request__version__policy=version.policy, outcome="signed")
    return given.select_related("request__version__policy__owner", "recorded_by", "link__message")


def _each_of(trust):
    """Seconds of a core for one copy of this trust's, its stencils laid out."""
    some = list(_signed(trust).order_by("-pk")[:FEW])
    return 1 / max(_per_second(some, _print_and_seal) for _turn in range(3))


def _print_and_seal(declaration):
    return sealing.sealed(pdf.signed_copy(declaration))


def _by_workers(stage, sizes, waiting):
    rates, grown, left = {}, [], iter(waiting)
    with stage.workers(max(PROCESSES)) as worker:
        # Here everybody lays out stencils, so has libraries and fonts in memory.
        _rate, before, _after = _kept(sizes.pdfs // sum(PROCESSES), worker, left)
    for number in PROCESSES:
        with stage.workers(number) as worker:
            share = sizes.pdfs * number // sum(PROCESSES)
            rates[number], _before, after = _kept(share, worker, left)
            grown.append(after)
    scaling = ", ".join(f"{number}: {rate:.0f}" for number, rate in rates.items())
    yield Figure(
        "Signed PDFs with four processes",
        "Copies a second, made, sealed, kept and told in history by four worker processes, once stencils are kept.",
        rates[max(PROCESSES)],
        rates[1],
        "one process",
        "PDFs/s",
        2,
        more_is_better=True,
        notes=[f"PDFs a second by number of processes: {scaling}."],
    )
    yield Figure(
        "Memory of a printer",
        f"Memory of a worker process at the end of {sizes.pdfs:,} PDFs; of all runs the one that grew most.",
        max(grown),
        before,
        "after its first few, which it laid out",
        "MB",
        1.2,
    )


def _kept(number, worker, waiting):
    """(copies a second, memory before, memory after) until so many more are kept."""
    start = SignedCopy.objects.count()
    few = 5 * len(psutil.Process(worker.pid).children())
    for _place, pk in zip(range(number + few), waiting, strict=False):
        tasks.store_copy.delay(declaration_id=pk)
    _wait(start + few)
    before, began, first = _memory(worker), time.perf_counter(), SignedCopy.objects.count()
    _wait(start + number + few)
    rate = (SignedCopy.objects.count() - first) / (time.perf_counter() - began)
    return rate, before, _memory(worker)


def _wait(number, patience=PATIENCE):
    """Until so many are kept, or until it has taken long enough: a rate is known by then."""
    ends = time.monotonic() + patience
    while SignedCopy.objects.count() < number and time.monotonic() < ends:
        time.sleep(POLL)


def _memory(worker):
    return max(stages.resident(process.pid) for process in psutil.Process(worker.pid).children())


def _per_second(declarations, act):
    """How many in a second of this core's own time: what others do on the machine does not count."""
    began = time.process_time()
    for declaration in declarations:
        act(declaration)
    return len(declarations) / (time.process_time() - began)
