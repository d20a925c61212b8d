"""Who logged in and out, and who tried to, in the log: numbers only, no names and no addresses."""

import logging

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

logger = logging.getLogger(__name__)
METHODS = "account_authentication_methods"


@receiver(user_logged_in)
def logged_in(request, user, **_others):
    """With what: password, passkey, a second step, or a provider."""
    methods = [each.get("type") or each.get("method") for each in request.session.get(METHODS, [])]
    logger.info("user %s logged in with %s", user.pk, ", ".join(methods) or "nothing known")


@receiver(user_logged_out)
def logged_out(user, **_others):
    if user:
        logger.info("user %s logged out", user.pk)


@receiver(user_login_failed)
def failed(**_others):
    """What was typed may be a password in the wrong field: nothing of it is written."""
    logger.warning("a log-in failed")


@receiver([password_changed, password_reset])
def new_password(user, **_others):
    logger.info("user %s has a new password", user.pk)


@receiver(authenticator_added)
def added(user, authenticator, **_others):
    logger.info("user %s set up %s", user.pk, authenticator.type)


@receiver(authenticator_removed)
def removed(user, authenticator, **_others):
    logger.info("user %s removed %s", user.pk, authenticator.type)
