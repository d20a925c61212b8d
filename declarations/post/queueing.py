"""Messages written by the database itself, however many: one to each adult, for all that is asked of them."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from declarations import inserting
from declarations.models import Message

TOLD = ("pk", "adult_id", "sender", "way", "asked", "arrived")  # of a request, to whoever writes the message
SAID = ("organisation", "adult", "way", "purpose", "send_after")
# The first request of an adult says who writes and by which way. Whoever has been asked about all of it is reminded.
WRITE = """
WITH owing AS MATERIALIZED ({owing}),
addressed AS (
    SELECT DISTINCT ON (adult_id) adult_id, sender, way, bool_and(arrived > 0) OVER (PARTITION BY adult_id) AS again
    FROM owing ORDER BY adult_id, pk
), written AS (
    INSERT INTO declarations_message (organisation_id, adult_id, way, purpose, send_after, {columns})
    SELECT sender, adult_id, way, CASE WHEN again THEN %s ELSE %s END, coalesce(opens_at, %s), {values}
    FROM addressed LEFT JOIN unnest(%s::bigint[], %s::timestamptz[]) opening (school, opens_at) ON school = sender
    ORDER BY adult_id RETURNING id, adult_id
), told AS (
    INSERT INTO declarations_ask (message_id, request_id, step)
    SELECT written.id, owing.pk, owing.asked FROM owing JOIN written USING (adult_id)
)
SELECT id FROM written ORDER BY id
"""


def write(requests, *, moments, by=None):
    """Write to whoever owes these requests, each with its `sender` and `way`; at once, or at the sender's moment.

    Returns the numbers of the messages.
    """
    try:
        owing, told = requests.order_by().values(*TOLD).query.sql_with_params()
    except EmptyResultSet:  # no request was named, so there is nothing to ask the database
        return []
    columns, values = inserting.rest(Message, *SAID, asked_by=by and by.pk)
    places = ", ".join(["%s"] * len(values))
    purposes = Message.Purpose.REMINDER.value, Message.Purpose.ASK.value
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE.format(owing=owing, columns=", ".join(columns), values=places),
            [*told, *purposes, timezone.now(), *values, list(moments), list(moments.values())],
        )
        return [number for (number,) in cursor.fetchall()]
