"""Say what a careful reader would object to in a policy, before it is published."""

import json

from django.core.management.base import BaseCommand, CommandError

from policies import preflight
from policies.models import Policy


class Command(BaseCommand):
    help = "Checks the version under way, or else the one in force. Ends with 1 when something blocks publishing."

    def add_arguments(self, parser):
        parser.add_argument("policy", help="its reference")
        parser.add_argument("--organisation", help="the owner's slug, when two have the same reference")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, policy, organisation, **options):
        version = _version(policy, organisation)
        findings = preflight.check(version)
        if options["json"]:
            self.stdout.write(_as_json(version, findings))
        else:
            self.stdout.write(f"{version}: {len(findings)} findings")
            self.stdout.writelines(_as_text(finding) for finding in findings)
        if preflight.blocking(findings):
            raise SystemExit(1)


def _version(reference, slug):
    policies = Policy.objects.filter(reference=reference).select_related("owner")
    found = list(policies.filter(owner__slug=slug) if slug else policies)
    if len(found) != 1:
        several = "Several policies have that reference; name one with --organisation."
        raise CommandError(several if found else "There is no such policy.")
    version = found[0].draft or found[0].in_force or found[0].scheduled
    if version is None:
        raise CommandError("This policy has no version under way and none in force.")
    return version


def _as_json(version, findings):
    told = {"policy": version.policy.reference, "version": version.label, "status": str(version.status)}
    told |= {"findings": [finding.as_dict() for finding in findings]}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _as_text(finding):
    level = "MEND FIRST" if finding.blocking else "advice"
    parts = [f"[{level}] {finding.place}", f"  “{finding.quote}”" if finding.quote else "", f"  {finding.why}"]
    parts += [f"  → {finding.way_out}", f"  ({finding.source})" if finding.source else ""]
    return "\n".join(filter(None, parts)) + "\n"
