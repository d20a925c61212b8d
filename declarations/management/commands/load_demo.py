"""`manage.py load_demo`: a made-up trust to try the portal on; says who may log in."""

from django.core.management.base import BaseCommand, CommandError

from declarations.demo import families, load, places


class Command(BaseCommand):
    help = "Load the demo, unless it is there already, and say who may log in."

    def add_arguments(self, parser):
        parser.add_argument(
            "--seats",
            type=int,
            default=families.SEATS,
            help="children in each class of the academy (%(default)s); a small demo is there in a few seconds",
        )

    def handle(self, *, seats, **options):
        try:
            load.load(seats)
        except load.NoPlaceForTheDemo as error:
            raise CommandError(str(error)) from error
        self.stdout.write(places.log_ins())
