"""Make somebody an operator, who may open the operators' pages once a second step is set up; or end that."""

from django.core.management.base import BaseCommand, CommandError

from organisations import invitations
from organisations.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", help="their full name, when they are new to the portal")
        parser.add_argument("--end", action="store_true", help="they are an operator no longer")

    def handle(self, email, name, end, **options):
        user = User.objects.filter(email=email.lower()).first()
        if user is None and (end or not name):
            raise CommandError(f"Nobody logs in as {email}. Give --name to make a new log-in.")
        user = user or User.objects.create_user(email, name)
        User.objects.filter(pk=user.pk).update(is_superuser=not end, is_staff=not end)
        if end:
            self.stdout.write(f"{user} is an operator no longer.")
        elif user.has_usable_password():
            self.stdout.write(f"{user} is an operator from now on.")
        else:
            self.stdout.write(f"{user} is an operator. Here they choose a password, once, within three days:")
            self.stdout.write(invitations.address(user))
