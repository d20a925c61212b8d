"""What would be removed now, and on demand removes it: python manage.py retention [--organisation SLUG] [--apply]"""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from organisations.keeping import sweeping
from organisations.models import Organisation


class Command(BaseCommand):
    help = "Show what is past its period and would be removed. With --apply, remove it."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", metavar="SLUG", help="only where this school or trust decides")
        parser.add_argument("--apply", action="store_true", help="remove it; without this nothing is changed")

    def handle(self, *, organisation, apply, **options):
        for controller in sweeping.controllers(_chosen(organisation)):
            self.stdout.write(controller.name)
            for line in sweeping.dry_run(controller):
                self.stdout.write(_told(line))
            if apply:
                gone = sweeping.apply(controller)
                done = ", ".join(f"{number} {name}" for name, number in gone.items())
                self.stdout.write(_("  Removed: %(done)s.") % {"done": done or _("nothing")})


def _told(line):
    words = {"number": line.number, "label": line.kind.label, "months": line.months, "oldest": line.oldest}
    told = _("  %(number)s × %(label)s: kept for %(months)s months") % words
    if line.number:
        told += _(", the oldest of %(oldest)s") % words
    if line.held:
        told += _("; %(held)s more kept by a hold") % {"held": line.held}
    return told


def _chosen(slug):
    if slug is None:
        return None
    found = Organisation.objects.filter(slug=slug).select_related("trust").first()
    if found is None:
        raise CommandError(_("There is no organisation called %(slug)s.") % {"slug": slug})
    return found
