"""Bring a school or trust to the portal, and invite the first person who leads it."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify

from organisations import founding, invitations
from organisations.errors import OrganisationError
from organisations.mailing import NOT_SENT
from organisations.models import Organisation, User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name, as parents know it")
        parser.add_argument("--office-email", required=True, help="where parents' replies arrive")
        parser.add_argument("--head-name", required=True, help="the full name of the first head or trust officer")
        parser.add_argument("--head-email", required=True, help="their own e-mail address")
        parser.add_argument("--slug", help="its part of every address; otherwise made from the name")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--trust", action="store_true", help="this is a trust")
        what.add_argument("--in-trust", metavar="SLUG", help="the trust that the school belongs to")

    @transaction.atomic
    def handle(self, name, head_name, head_email, **options):
        organisation = _organisation(name.strip(), options)
        head = User(full_name=head_name.strip(), email=head_email.lower())
        _check(head, exclude=["password"])
        try:
            member = founding.found(organisation, head_name=head.full_name, head_email=head.email)
            invitations.send(member, by="The operator of the portal")
        except OrganisationError as error:
            raise CommandError(str(error)) from error
        except NOT_SENT as error:
            raise CommandError(
                f"The invitation could not be sent ({error}), so nothing was kept. Mend EMAIL_URL and run this again."
            ) from error
        self.stdout.write(f"{organisation} is at /o/{organisation.slug}/.")
        self.stdout.write(f"{member} is invited: the link went to {member.user.email}.")


def _organisation(name, options):
    kind = Organisation.Kind.TRUST if options["trust"] else Organisation.Kind.SCHOOL
    organisation = Organisation(
        name=name,
        slug=options["slug"] or slugify(name)[:50],
        kind=kind,
        trust=_trust(options["in_trust"]),
        office_email=options["office_email"],
    )
    _check(organisation)
    return organisation


def _check(row, exclude=None):
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        lines = [f"{field.replace('_', ' ')}: {' '.join(told)}" for field, told in error.message_dict.items()]
        raise CommandError("This cannot be used. " + " ".join(lines)) from error


def _trust(slug):
    if not slug:
        return None
    try:
        return Organisation.objects.get(slug=slug, kind=Organisation.Kind.TRUST)
    except Organisation.DoesNotExist as error:
        trusts = Organisation.objects.filter(kind=Organisation.Kind.TRUST)
        known = ", ".join(trusts.values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no trust “{slug}”. There are: {known}.") from error
