"""`manage.py load_demo`: a made-up trust to try the portal on; says who may log in."""

from django.core.management.base import BaseCommand, CommandError

from declarations.demo import load, places


class Command(BaseCommand):
    help = "Load the demo, unless it is there already, and say who may log in."

    def handle(self, **options):
        try:
            load.load()
        except load.NoPlaceForTheDemo as error:
            raise CommandError(str(error)) from error
        self.stdout.write(places.log_ins())
