"""How staff log in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an organisation invites its own staff."""

    def is_open_for_signup(self, request):
        return False


def display_name(user):
    return user.full_name
