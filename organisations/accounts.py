"""How staff log in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import tasks


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an organisation invites its own staff."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "enter_current_password": gettext_lazy("That is not your password now."),
        "incorrect_code": gettext_lazy("This code does not fit. Enter the one that is shown now."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "invalid_password_reset": gettext_lazy("This link does not work any more. Ask for a new one."),
        "rate_limited": gettext_lazy("That was very often in a short time. Wait a minute, then try again."),
        "too_many_login_attempts": gettext_lazy("Too many tries with a wrong password. Try again in a few minutes."),
    }

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
