"""Read a code of conduct from a file, and make a draft of it or print what was understood."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from organisations.models import Organisation, Role, StaffMember, User
from policies import importing
from policies.errors import DraftUnderWay, PolicyError
from policies.importing import draft, report
from policies.models import Policy


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="a .docx, .pdf, .txt, .md or .html file")
        parser.add_argument("--organisation", metavar="SLUG", help="the school or trust that the draft is for")
        parser.add_argument("--by", metavar="EMAIL", help="its author; otherwise a head of that organisation")
        parser.add_argument("--title", default="", help="replaces the title that was read")
        parser.add_argument("--policy", metavar="REFERENCE", help="makes it the next version of this policy")
        parser.add_argument("--replace", action="store_true", help="an unfinished draft of that policy may go")
        parser.add_argument("--json", action="store_true", help="write nothing; print what was understood")

    def handle(self, file, organisation, by, title, **options):
        if not options["json"] and not organisation:
            raise CommandError("Name the organisation that the draft is for: --organisation SLUG (or use --json).")
        parsed = _read(Path(file))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(parsed), ensure_ascii=False, indent=1))
            return
        owner = _organisation(organisation)
        told = {"by": _author(owner, by), "title": title, "source": Path(file).name}
        version = _draft(parsed, owner, _policy(owner, options["policy"]), options["replace"], told)
        self._tell(parsed, version, title)

    def _tell(self, parsed, version, title):
        remarks = [f"line {look.line}: {look.why} {look.what}".strip() for look in parsed.needs_look]
        remarks += draft.wording_of(parsed, title).added
        self.stdout.write(f"Draft “{version.title}” ({version.policy.reference}) of {version.policy.owner} is ready.")
        self.stdout.write(f"{len(parsed.left_out)} lines are no part of the code; {len(remarks)} things to look at:")
        for remark in remarks:
            self.stdout.write(f"  - {remark}")


def _read(path):
    try:
        if path.is_dir():
            raise CommandError(f"{path} is a folder. Name a file.")
        with path.open("rb") as file:
            return importing.read(file, path.name)
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from error
    except importing.CannotRead as error:
        raise CommandError(f"{path}: {error}") from error


def _organisation(slug):
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        known = ", ".join(Organisation.objects.values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no organisation “{slug}”. There are: {known}.") from error


def _author(organisation, email):
    """Who writes the draft: the person named, or somebody who leads there."""
    if email:
        try:
            return User.objects.get(email__iexact=email)
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody logs in with {email}.") from error
    posts = StaffMember.objects.filter(organisation__in=organisation.owners(), left_at__isnull=True)
    post = posts.filter(role__in=[Role.HEAD, Role.TRUST]).select_related("user").order_by("role", "pk").first()
    if post is None:
        raise CommandError(f"{organisation} has no head yet. Say who writes the draft: --by EMAIL.")
    return post.user


def _policy(organisation, reference):
    try:
        return organisation.policies.get(reference=reference) if reference else None
    except Policy.DoesNotExist as error:
        known = ", ".join(organisation.policies.values_list("reference", flat=True)[:20]) or "none yet"
        raise CommandError(f"{organisation} has no policy “{reference}”. There are: {known}.") from error


def _draft(parsed, organisation, policy, replace, told):
    try:
        if policy:
            return draft.make_next(parsed, policy, replace=replace, **told)
        return draft.make_draft(parsed, organisation, **told)
    except DraftUnderWay as error:
        raise CommandError(f"{error} (--replace)") from error
    except PolicyError as error:
        raise CommandError(str(error)) from error
