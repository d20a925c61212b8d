"""How staff log in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import tasks


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an organisation invites its own staff."""

    def is_open_for_signup(self, request):
        return False

    def send_password_reset_mail(self, user, email, context):
        """By a worker: a page that waited for the mail server would tell strangers whose address is known."""
        transaction.on_commit(lambda: tasks.send_new_password_link.delay(user_id=user.pk), robust=True)

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    def respond_user_inactive(self, request, user):
        messages.error(request, _("This log-in is closed. Ask your head or trust if you should have one."))
        return redirect("account_login")


def display_name(user):
    return user.full_name
