"""Checks all that is kept as evidence, and says what is broken and where."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from declarations import verifying
from declarations.care import reduction
from organisations.models import Organisation


class Command(BaseCommand):
    help = "Check every hash, chain, signed copy and seal; print what is broken and where; exit status 1 then."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", metavar="SLUG", help="this school, or this trust with its schools")
        share = "share the work among so many (default: where there is much, one for each core, at most four)"
        parser.add_argument("--processes", type=int, help=share)

    def handle(self, *, organisation, processes, **options):
        checked, broken = Counter(), 0
        processes = processes or verifying.processes_for(_chosen(organisation))
        for flaw in verifying.flaws(_chosen(organisation), checked, processes=processes):
            broken += 1
            self.stdout.write(f"✗ {flaw}")
        for sentence in reduction.told(_chosen(organisation)):
            self.stdout.write(f"· {sentence}")
        looked_at = ", ".join(f"{number} {what}" for what, number in checked.items())
        self.stdout.write(_("Checked: %(what)s.") % {"what": looked_at or _("nothing; there is nothing yet")})
        if processes > 1:
            self.stdout.write(_("%(number)s processes shared the work.") % {"number": processes})
        if broken:
            raise CommandError(_("%(number)s things are not as they were written.") % {"number": broken})
        self.stdout.write(_("All of it is as it was written."))


def _chosen(slug):
    if slug is None:
        return Organisation.objects.all()
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(_("There is no organisation called %(slug)s.") % {"slug": slug})
    return found.reached()
