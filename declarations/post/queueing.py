"""Messages written by the database itself, however many: one to each adult, for all that is asked of them."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from declarations import inserting
from declarations.models import Message

TOLD = ("pk", "adult_id", "sender", "way", "asked", "arrived")  # of a request, to whoever writes the message
SAID = ("organisation", "adult", "way", "purpose", "send_after")
# The first request of an adult says who writes and by which way. Whoever has been asked about all of it is reminded.
# Numbers are drawn before, so that asks and messages are not joined: not knowing how many there are, the database might
# compare each with each.
WRITE = """
WITH owing AS MATERIALIZED ({owing}),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY adult_id ORDER BY pk) AS place,
        bool_and(arrived > 0) OVER (PARTITION BY adult_id) AS again FROM owing WHERE way <> '' AND ({worth})
), numbered AS MATERIALIZED (
    SELECT *, CASE place WHEN 1 THEN nextval('declarations_message_id_seq') END AS number
    FROM ranked
), written AS (
    INSERT INTO declarations_message (id, organisation_id, adult_id, way, purpose, send_after, {columns})
    SELECT number, sender, adult_id, way, CASE WHEN again THEN %s ELSE %s END,
        coalesce((%s::timestamptz[])[array_position(%s::bigint[], sender)], %s), {values}
    FROM numbered WHERE place = 1 RETURNING id
), told AS (
    INSERT INTO declarations_ask (message_id, request_id, step)
    SELECT max(number) OVER (PARTITION BY adult_id), pk, asked FROM numbered
)
SELECT id FROM written ORDER BY id
"""


def write(requests, *, moments, by=None, worth="TRUE", judged_by=()):
    """Write to whoever owes these requests, each with its `sender` and `way`; at once, or at the sender's moment.

    Left out is who has no way, or what is not `worth` a message: SQL about what is told and what it is `judged_by`.
    Written into the query itself, the way would be worked out again wherever it is named. Returns the numbers of the
    messages.
    """
    try:
        owing, told = requests.order_by().values(*TOLD, *judged_by).query.sql_with_params()
    except EmptyResultSet:  # no request was named, so there is nothing to ask the database
        return []
    columns, values = inserting.rest(Message, *SAID, asked_by=by and by.pk)
    places = ", ".join(["%s"] * len(values))
    purposes = Message.Purpose.REMINDER.value, Message.Purpose.ASK.value
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE.format(owing=owing, worth=worth, columns=", ".join(columns), values=places),
            [*told, *purposes, list(moments.values()), list(moments), timezone.now(), *values],
        )
        return [number for (number,) in cursor.fetchall()]
