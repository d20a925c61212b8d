"""How the portal is, for whoever runs it: figures, and what to look at. Exit status 1 when there is something."""

import sys

from django.core.management.base import BaseCommand

from declarations.post import health


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_options):
        found, ages = health.figures(), health.beats()
        for name, number in (found | {f"{task}, seconds ago": age for task, age in ages.items()}).items():
            self.stdout.write(f"{name:<48}{number:>8}")
        complaints = health.complaints(found, ages)
        for words in complaints:
            self.stdout.write(self.style.WARNING(f"Look at this: {words}."))
        if complaints:
            sys.exit(1)
