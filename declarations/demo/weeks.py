"""The last weeks of the demo, lived day by day: publish, ask, send, answer, remind."""

from collections import defaultdict
from datetime import timedelta

from declarations import asking, reminders, sending
from declarations.demo import answers, clock, codes
from declarations.models import Message, Request

SENT_AT = 9, 31
GOES_OUT_EVERY = timedelta(seconds=0.4)


class Weeks:
    """What is under way while the days pass: who will answer when."""

    def __init__(self, schools, people):
        self.schools, self.people = schools, people
        self.office = people["office@thistledown.example"]
        self.versions = codes.versions()
        self.agenda = defaultdict(list)
        self.planned = set()

    def live(self):
        """From the first publication until this morning."""
        ends = max(told.days_ago for told in self.versions)
        busy = self.busy_days()
        for days in range(ends, 0, -1):
            for told in self.versions:
                if told.days_ago == days:
                    codes.bring_in(told, self.schools, self.people)
            if days in busy:
                self.ask(days)
            self.hear(days)

    def busy_days(self):
        """Days on which somebody may have to be written to."""
        days = {told.days_ago for told in self.versions}
        reminded = {told.days_ago - day for told in self.versions for day in told.policy.get("reminder_days", [])}
        return days | reminded

    def ask(self, days):
        """What the schedule does on its own in the morning of a day."""
        with clock.set_to(clock.days_ago(days, *SENT_AT)):
            asking.bring_all_up_to_date()
            reminders.queue_all()
        send_owed(clock.days_ago(days, *SENT_AT))
        for request in Request.objects.open().exclude(pk__in=self.planned).select_related("adult", "version"):
            self.planned.add(request.pk)
            plan = answers.plan(request)
            self.agenda[days - plan.days].append((plan, request.pk))

    def hear(self, days):
        """What adults do on a day, in the order of their clocks."""
        for plan, request_id in sorted(self.agenda.pop(days, []), key=lambda each: (each[0].at, each[1])):
            answers.carry_out(plan, request_id, clock.days_ago(days, *plan.at), self.office)
        send_owed(clock.days_ago(days, 22))


def send_owed(moment):
    """Send what is owed, one after the other, as a worker would."""
    for message_id in Message.objects.filter(sent_at=None, cancelled_at=None, failed_at=None).values_list(
        "pk", flat=True
    ):
        with clock.set_to(moment):
            sending.send(message_id)
        moment += GOES_OUT_EVERY
