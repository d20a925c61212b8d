"""The last weeks of the demo: the schedule asks and reminds, adults answer, the office does what it does."""

from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Coalesce

from declarations import asking, reminders, sending
from declarations.demo import codes, families, happenings
from declarations.demo.answers import Answers
from declarations.demo.clock import Agenda
from declarations.models import Message, Request

ASKED_AT = 9, 31
REMINDED_AT = 10, 15  # later than the last message of an asking morning, so that whole days have gone by
GOES_OUT_EVERY, HANDFUL = timedelta(seconds=0.4), 20


def live(schools, people):
    """Everything that happened until now, in the order in which it happened."""
    agenda = Agenda()
    versions, desk = codes.versions(agenda), codes.Desk(schools, people)
    answers = Answers(agenda, office=people["office@thistledown.example"])
    schedule = Schedule(agenda, answers)
    for told in versions:
        desk.plan(agenda, told)
    for days, at in busy_mornings(versions):
        agenda.put(agenda.ago(days, *at), schedule.ask)
    happenings.plan(agenda, people, answers)
    agenda.live()


def busy_mornings(versions):
    """So many days ago, at this time, somebody had to be written to."""
    published = [told for told in versions if told.is_published]
    reminded = {told.days_ago - day for told in published for day in told.policy.get("reminder_days", [])}
    asked = {told.days_ago for told in published} | families.days_of_change()
    mornings = {(day, ASKED_AT) for day in asked} | {(day, REMINDED_AT) for day in reminded}
    return sorted(mornings)


class Schedule:
    """What runs by itself in the portal."""

    def __init__(self, agenda, answers):
        self.agenda, self.answers = agenda, answers
        self.asked = set()

    def ask(self):
        asking.bring_all_up_to_date()
        reminders.queue_all()
        count_rows()
        self.send_owed()
        self.foresee()

    def send_owed(self):
        """Let the messages that wait go out a handful at a time, as a worker would send them."""
        waiting = Message.objects.in_state(Message.State.QUEUED).order_by("send_after", "pk")
        for moment, group in groupby(waiting.values_list("send_after", "pk"), key=itemgetter(0)):
            messages = [message_id for _moment, message_id in group]
            for place in range(0, len(messages), HANDFUL):
                handful = messages[place : place + HANDFUL]
                self.agenda.put(moment + place * GOES_OUT_EVERY, sending.send_all, handful)

    def foresee(self):
        """What those will do who are asked for the first time."""
        new = Request.objects.open().exclude(pk__in=self.asked).select_related("adult", "version").order_by("pk")
        for request in new.annotate(asked_at=Coalesce(Max("messages__send_after"), "created_at")):
            self.asked.add(request.pk)
            self.answers.plan(request)


def count_rows():
    """Let the database count what it holds: its own housekeeping cannot see into our long transaction.

    Believing its tables empty, it would read them from end to end, thousands of times.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
