"""The last weeks of the demo, lived day by day: publish, ask, send, answer, remind."""

from collections import defaultdict
from datetime import timedelta

from declarations import asking, reminders, sending
from declarations.demo import answers, clock, codes, families
from declarations.demo.happenings import HAPPENINGS
from declarations.models import Request

ASKED_AT = 9, 31
LAST_POST = 20, 0
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
        """From the first publication until yesterday evening."""
        busy = self.busy_days()
        for days in range(max(busy), 0, -1):
            self.publish(days)
            if days in busy:
                self.ask(days)
            self.hear(days)
            if days in HAPPENINGS:
                HAPPENINGS[days](self.people)
                send_owed(clock.days_ago(days, *LAST_POST))
        self.publish_nothing_yet()

    def busy_days(self):
        """Days on which somebody may have to be written to."""
        published = {told.days_ago for told in self.versions if told.is_published}
        reminded = {told.days_ago - day for told in self.versions for day in told.policy.get("reminder_days", [])}
        return published | reminded | families.days_of_change()

    def publish(self, days):
        for told in self.versions:
            if told.is_published and told.days_ago == days:
                codes.bring_in(told, self.schools, self.people)

    def publish_nothing_yet(self):
        """Versions that wait for approval."""
        for told in self.versions:
            if not told.is_published:
                codes.bring_in(told, self.schools, self.people)

    def ask(self, days):
        """What the schedule does on its own in the morning of a day."""
        morning = clock.days_ago(days, *ASKED_AT)
        with clock.set_to(morning):
            asking.bring_all_up_to_date()
            reminders.queue_all()
        send_owed(morning)
        self.plan(days)

    def plan(self, days):
        """Foresee what those will do who were asked this morning."""
        asked = Request.objects.open().exclude(pk__in=self.planned)
        for request in asked.select_related("adult", "version"):
            self.planned.add(request.pk)
            plan = answers.plan(request)
            self.agenda[days - plan.days].append((plan.at, request.pk, plan))

    def hear(self, days):
        """What adults do on a day, one after the other."""
        for at, request_id, plan in sorted(self.agenda.pop(days, []), key=lambda each: each[:2]):
            answers.carry_out(plan, request_id, clock.days_ago(days, *at), self.office)


def send_owed(moment):
    """Send what is owed, one after the other, as a worker would."""
    with clock.set_to(moment):
        owed = list(sending.owed().values_list("pk", flat=True))
    for message_id in owed:
        moment += GOES_OUT_EVERY
        with clock.set_to(moment):
            sending.send(message_id)
