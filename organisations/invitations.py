"""The e-mails that let somebody choose a password: invited, or because the old one is forgotten."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _


def address(user):
    """The page where this person chooses a password: theirs alone, once, for three days."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uidb36, _dash, token = key.partition("-")
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})


def send(member, *, by):
    """Write to somebody who was given a post. Raises one of mailing.NOT_SENT when it cannot go out."""
    user, organisation = member.user, member.organisation
    context = {
        "user": user,
        "organisation": organisation,
        "role": member.get_role_display(),
        "by": by,
        "address": settings.SITE_URL + "/" if user.has_usable_password() else address(user),
        "is_new": not user.has_usable_password(),
    }
    body = render_to_string("organisations/invitation.txt", context)
    subject = _("Your log-in for %(school)s") % {"school": organisation.name}
    EmailMessage(subject, body, to=[user.email], reply_to=[organisation.office_email]).send()


def send_new_link(user):
    """Write to somebody who asked for a new password. Raises one of mailing.NOT_SENT when it cannot go out."""
    subject = render_to_string("account/email/password_reset_key_subject.txt").strip()
    body = render_to_string("account/email/password_reset_key_message.txt", {"password_reset_url": address(user)})
    EmailMessage(subject, body.strip(), to=[user.email]).send()
