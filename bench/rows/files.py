"""The whole list as a file: streamed, every adult in it, and the memory of who sends it."""

import csv
import io
from statistics import median

import psutil
from django.db import connection

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from declarations import standing

# The same ten columns, put together by the database.
SAME_ROWS = """
COPY (
    SELECT adult.family_name, adult.given_name, adult.email,
        (SELECT string_agg(child.given_name || ' ' || child.family_name, ', ') FROM organisations_contact contact
            JOIN organisations_child child ON child.id = contact.child_id WHERE contact.adult_id = adult.id),
        (SELECT string_agg(child.class_name, ', ') FROM organisations_contact contact
            JOIN organisations_child child ON child.id = contact.child_id WHERE contact.adult_id = adult.id),
        version.title, version.label, answer.outcome, answer.answered_at, answer.answered_at
    FROM declarations_request request
    JOIN organisations_adult adult ON adult.id = request.adult_id
    JOIN policies_policyversion version ON version.id = request.version_id
    LEFT JOIN declarations_declaration answer ON answer.id = request.answer_id
    WHERE request.version_id = {version} AND request.cancelled_at IS NULL
    ORDER BY adult.family_name, adult.given_name
) TO STDOUT WITH CSV
"""


def figures(stage, sizes):
    """One download at a time, the baseline in between."""
    trusts = [crowd.trust(adults, sizes.seed) for adults in sizes.trusts]
    large = trusts[-1]
    version = standing.versions_at(large).get()
    baseline, ours = [], {trust: [] for trust in trusts}
    with stage.web() as (port, child):
        workers = psutil.Process(child.pid).children()
        _download(port, trusts[1])
        before = max(stages.resident(worker.pid) for worker in workers)
        for _turn in range(max(2, sizes.repeats // 2)):
            baseline.append(stages.timed(lambda: _written(version))[0])
            for trust in trusts:
                ours[trust].append(_download(port, trust)["took"][0])
        after = max(stages.resident(worker.pid) for worker in workers)
    took = [median(ours[trust]) for trust in trusts]
    yield Figure(
        f"File of {sizes.adults:,} adults",
        "Seconds to download the list of everybody asked, with state, children and last contact.",
        took[-1],
        median(baseline),
        "csv.writer over the same rows from COPY",
        "s",
        6,
        notes=[
            f"Memory of the web process that sent it: {before:.0f} MB before, {after:.0f} MB after.",
        ],
        growth=list(zip(sizes.trusts, took, strict=True)),
    )
    yield Figure(
        "Memory of the file's sender",
        "Memory of the larger web process after the largest files.",
        after,
        before,
        "after a file a tenth of that size",
        "MB",
        1.2,
    )


def _download(port, trust):
    address = f"/o/{trust.slug}/list.csv"
    told = {"port": port, "connections": 1, "seconds": 300, "cookie": crowd.cookie_of("office", trust)}
    return stages.in_another_process("bench.load", told | {"journeys": [[["GET", address, {}]]]})


def _written(version):
    """The baseline: what COPY gives, read and written by Python's csv."""
    copied = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(SAME_ROWS.format(version=version.pk), copied)
    copied.seek(0)
    writer = csv.writer(io.StringIO())
    for row in csv.reader(copied):
        writer.writerow(row)
