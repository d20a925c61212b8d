"""Shut the portal for a while, with a calm page for everybody, or open it again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from organisations import maintenance


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []  # the servers may be away

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off", "status"])
        parser.add_argument("--minutes", type=int, default=30, help="about how long it takes; people are told")

    def handle(self, state, minutes, **options):
        if state == "on":
            maintenance.switch_on(minutes)
        elif state == "off":
            maintenance.switch_off()
        self.stdout.write(_how_it_is(maintenance.until()))


def _how_it_is(end):
    if end is None:
        return "The portal is open."
    return f"The portal is shut, probably until {timezone.localtime(end):%H:%M}; `maintenance off` opens it."
