"""A new version goes into force: until everybody's request and message stand in the database."""

import io
import time
from statistics import median

from django.db import connection
from django.db.models import Exists, OuterRef

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from declarations import tasks
from declarations.models import Ask, Message, Request

WRITTEN = (Request, Message, Ask)
PATIENCE = 240


def figures(stage, sizes):
    """Each trust publishes; a worker does what it does in production."""
    took = []
    for adults in sizes.trusts:
        version = crowd.publish_next(crowd.trust(adults, sizes.seed))
        awaited = _awaited(version)
        with stage.workers(2):  # as shipped; and anew: else it would still send the e-mails of the trust before
            _wait_for_worker()
            seconds, _none = stages.timed(lambda version=version, awaited=awaited: _ask(version, *awaited))
        took.append(seconds)
    rows = {model: _of(model, version).count() for model in WRITTEN}
    copied = median(sum(_copied(model, version) for model in WRITTEN) for _turn in range(3))
    yield Figure(
        f"Publish to {sizes.adults:,} adults",
        "Seconds from the publication until every request and every message stands, by one worker as shipped.",
        took[-1],
        copied,
        "plain COPY of the same rows",
        "s",
        15,
        notes=[
            ", ".join(f"{number:,} {model._meta.verbose_name_plural}" for model, number in rows.items()) + ".",
        ],
        growth=list(zip(sizes.trusts, took, strict=True)),
    )


def _wait_for_worker():
    """Until it has started: in production it runs when somebody publishes."""
    ends = time.monotonic() + PATIENCE
    app = tasks.ask_adults.app
    # On a connection of its own: one that still listens for answers would never end in a process forked later.
    with app.connection_for_write() as connection:
        while not app.control.ping(timeout=0.5, connection=connection):
            if time.monotonic() > ends:
                raise TimeoutError("The worker does not answer.")


def _awaited(version):
    """How many are to be asked, and how many written to."""
    concerned = version.policy.adults()
    came_back = Message.objects.filter(adult=OuterRef("pk"), to=OuterRef("email"), bounced_at__isnull=False)
    return concerned.count(), concerned.filter(~Exists(came_back)).exclude(email="").count()


def _ask(version, asked, written):
    """Nudge as the page does, and wait until nothing is missing."""
    before = Ask.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    tasks.ask_adults.delay(policy_id=version.policy_id)
    ends = time.monotonic() + PATIENCE
    while Ask.objects.filter(pk__gt=before).count() < written or _of(Request, version).count() < asked:
        if time.monotonic() > ends:
            raise TimeoutError("Publishing has not come to an end.")
        time.sleep(0.1)  # whoever asks more often is measured, too


def _of(model, version):
    paths = {Request: {"version": version}, Ask: {"request__version": version}}
    return model.objects.filter(**paths.get(model, {"asks__request__version": version}))


def _copied(model, version):
    """Seconds to COPY the same rows into a table of the same columns that has neither index nor rule."""
    table, rows = model._meta.db_table, io.StringIO()
    chosen = _of(model, version).values("pk")
    sql, values = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        question = cursor.mogrify(f"COPY (SELECT * FROM {table} WHERE id IN ({sql})) TO STDOUT", values)
        cursor.copy_expert(question.decode(), rows)
        rows.seek(0)
        cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table})")
        seconds, _none = stages.timed(lambda: cursor.copy_expert(f"COPY bench_{table} FROM STDIN", rows))
        cursor.execute(f"DROP TABLE bench_{table}")
    return seconds
