"""E-mails: from the row that waits to the mail server's yes, with one, two and four worker processes."""

import time
from statistics import mean

import psutil

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from declarations import emails, sending, tasks
from declarations.models import Message

PROCESSES = (1, 2, 4)
PATIENCE = 30  # seconds for each number of processes
POLL = 0.5  # seconds: whoever asks more often is measured, too
FEW = 30  # of each trust
LOOP = 2_000  # letters of the baseline


def figures(stage, sizes):
    """Our workers, and one loop over one connection, to the same stand-in for a mail server."""
    large = crowd.trust(sizes.adults, sizes.seed)
    if sending.owed().count() < sizes.messages:
        crowd.publish_next(large, ask=True)
    rates, grown = {}, []
    with stage.mail_server():
        growth = [(adults, adults * _each_of(crowd.trust(adults, sizes.seed))) for adults in sizes.trusts]
        loops = [_looped(stage)]
        for number in PROCESSES:
            with stage.workers(number) as worker:
                rates[number], *memory = _sent(sizes.messages * number // sum(PROCESSES), worker)
                grown.append(memory)
            loops.append(_looped(stage))
    yield from _rates(rates, mean(loops), growth)
    yield _memory_figure(sizes, grown)


def _each_of(trust):
    """Seconds of a core to send one message of this trust's."""
    if _owed(trust).count() < 2 * FEW:
        crowd.publish_next(trust, ask=True)
    numbers = list(_owed(trust).values_list("pk", flat=True)[: 2 * FEW])
    for number in numbers[:FEW]:
        sending.send(number)
    began = time.process_time()
    for number in numbers[FEW:]:
        sending.send(number)
    return (time.process_time() - began) / len(numbers[FEW:])


def _owed(trust):
    return sending.owed().filter(adult__controller=trust)


def _rates(rates, looped, growth):
    most = max(PROCESSES)
    scaling = ", ".join(f"{number}: {rate:.0f}" for number, rate in rates.items())
    yield Figure(
        "E-mails",
        f"Messages a second that {most} worker processes send: claimed, written, sent, noted, each in history.",
        rates[most],
        looped,
        "smtplib loop on one connection, the same letter each time",
        "messages/s",
        0.7,
        more_is_better=True,
        notes=[f"Messages a second by number of processes: {scaling}."],
        growth=growth,
    )
    yield Figure(
        "E-mails with four processes",
        "How sending grows with the processes that share it.",
        rates[most],
        rates[1],
        "one process",
        "messages/s",
        2,
        more_is_better=True,
    )


def _memory_figure(sizes, grown):
    before, after = max(grown, key=lambda pair: pair[1] / pair[0])
    return Figure(
        "Memory of a sender",
        f"Memory of a worker process at the end of {sizes.messages:,} messages; of all runs the one that grew most.",
        after,
        before,
        "after its first hundred",
        "MB",
        1.2,
    )


def _sent(number, worker):
    """(messages a second, memory before, memory after) until so many have gone out."""
    gone = Message.objects.filter(sent_at__isnull=False)
    start = gone.count()
    tasks.send_owed_messages.delay()
    _wait(lambda: gone.count() >= start + 100 * len(_processes(worker)))
    before, began, first = _memory(worker), time.perf_counter(), gone.count()
    _wait(lambda: gone.count() >= first + number)
    rate = (gone.count() - first) / (time.perf_counter() - began)
    return rate, before, _memory(worker)


def _processes(worker):
    return psutil.Process(worker.pid).children()


def _memory(worker):
    return max(stages.resident(process.pid) for process in _processes(worker))


def _wait(question, patience=PATIENCE):
    """Until yes, or until it has taken long enough: a rate is known by then."""
    ends = time.monotonic() + patience
    while not question() and time.monotonic() < ends:
        time.sleep(POLL)


def _looped(stage):
    """Letters a second of the baseline."""
    message = sending.owed().select_related("adult", "organisation").order_by("-pk").first()
    message.to = message.adult.email
    written = emails.compose(message, emails.render(message, "x" * 43)).message().as_bytes(linesep="\r\n")
    told = {"port": stage.mail_port, "letter": written.decode("latin-1"), "number": LOOP}
    return LOOP / stages.in_another_process("bench.loop", told)["seconds"]
