"""`manage.py make_roll --adults N --seed S`: a made-up trust of any size, to measure by. Only in a demo."""

from django.core.management.base import BaseCommand, CommandError

from declarations.demo.crowd import make
from declarations.demo.load import NoPlaceForTheDemo
from declarations.models import Declaration
from organisations.models import Child


class Command(BaseCommand):
    help = "Make a trust of made-up families who were asked year after year, and answered."

    def add_arguments(self, parser):
        parser.add_argument("--adults", type=int, default=1_000)
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same families")
        parser.add_argument("--schools", type=int, help="one for every thousand adults unless said")
        parser.add_argument("--versions", type=int, default=6, help="versions of the code, one a year")

    def handle(self, *, adults, seed, schools, versions, **options):
        try:
            trust = make.build(adults=adults, seed=seed, schools=schools, versions=versions)
        except NoPlaceForTheDemo as error:
            raise CommandError(str(error)) from error
        make.count_rows()
        answers = Declaration.objects.filter(request__adult__controller=trust).count()
        children = Child.objects.filter(school__trust=trust).count()
        self.stdout.write(f"{trust.slug}: {adults} adults, {children} children, {answers} answers.")
        self.stdout.write(f"Log in as head@{trust.slug}.example, password {trust.slug}.")
