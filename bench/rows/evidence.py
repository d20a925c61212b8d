"""Everything kept as evidence is checked: answers, messages, history; a large trust's whole past."""

import hashlib
import io
import resource

from django.core.management import call_command
from django.db import connection

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from declarations import verifying
from declarations.models import Declaration
from organisations import ledger

THEIRS = "organisation_id IN (SELECT id FROM organisations_organisation WHERE {trust} IN (id, trust_id))"
ANSWERS = """id IN (SELECT declaration.id FROM declarations_declaration declaration
    JOIN declarations_request request ON request.id = declaration.request_id
    JOIN organisations_adult adult ON adult.id = request.adult_id WHERE adult.controller_id = {trust})"""
SAME_ROWS = {"declarations_declaration": ANSWERS, "declarations_message": THEIRS, "organisations_event": THEIRS}


def figures(stage, sizes):
    """Chain what waits, as the schedule does; then check trust after trust."""
    seconds, chained = stages.timed(ledger.chain_all)
    took, alone, counted = [], [], []
    trusts = [crowd.trust(adults, sizes.seed) for adults in sizes.trusts]
    for trust in trusts:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        alone.append(stages.timed(lambda trust=trust: list(verifying.flaws(trust.reached())))[0])
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        took.append(stages.timed(lambda trust=trust: _as_it_comes(trust))[0])
        counted.append(Declaration.objects.filter(request__adult__controller=trust).count())
    hashed = stages.timed(lambda: _hashed(trusts[-1]))[0]
    yield Figure(
        f"Check {counted[-1]:,} answers",
        "Seconds until verify_evidence has checked every answer, every message and all chained history; no copies yet.",
        took[-1],
        hashed,
        "reading and hashing the same rows of answers and history",
        "s",
        5,
        notes=[
            f"It chose {verifying.processes_for(trusts[-1].reached())} processes by itself.",
            f"With one: {alone[-1]:.1f} s, {alone[-1] / hashed:.2f} times the baseline; its growth is told.",
            f"Most memory before the largest {before:.0f} MB, after it {after:.0f} MB.",
            f"Chaining {chained:,} events before: {chained / seconds:,.0f} a second.",
        ],
        growth=list(zip(counted, alone, strict=True)),
    )


def _as_it_comes(trust):
    call_command("verify_evidence", organisation=trust.slug, stdout=io.StringIO())


class _Hash(io.TextIOBase):
    """A file that keeps nothing but the hash of each line written to it."""

    def write(self, text):
        for line in text.splitlines():
            hashlib.sha256(line.encode()).digest()
        return len(text)


def _hashed(trust):
    """The baseline: the answers, messages and events as COPY gives them, a SHA-256 of each row."""
    with connection.cursor() as cursor:
        for table, condition in SAME_ROWS.items():
            question = f"COPY (SELECT * FROM {table} WHERE {condition.format(trust=trust.pk)}) TO STDOUT"
            cursor.copy_expert(question, _Hash())
