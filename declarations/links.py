"""Links that let an adult in without an account. GET never acts; whoever holds the link may answer."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db.models import CharField, DateTimeField, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from declarations.models import Link
from organisations.prepared import Change, Slot, together

WITH = ("adult__merged_into", "declaration__request__version__policy__owner")
SIGN_LINK_LASTS = timedelta(days=90)
# After that it does not even lead to a new one; what an answer or a wish came by is kept with it.
FORGOTTEN_AFTER = timedelta(days=365)
CHUNK = 2_000
TOKEN_HASH, NOW = Slot("token_hash", CharField()), Slot("now", DateTimeField())


def mint(adult, *, message=None):
    """A new way in for this adult: (link, token). The token exists only in what is sent."""
    token = new_token()
    link = to_sign(adult, token, message=message)
    link.save()
    return link, token


def mint_receipt(declaration, *, message=None):
    """A lasting way back to one answer: (link, token)."""
    token = new_token()
    link = to_receipt(declaration, token, message=message)
    link.save()
    return link, token


def new_token():
    """What nobody can guess."""
    return secrets.token_urlsafe(32)


def to_sign(adult, token, *, message=None):
    """The link itself, for who writes it together with more."""
    told = {"message": message, "token_hash": digest(token), "expires_at": timezone.now() + SIGN_LINK_LASTS}
    return Link(adult=adult, purpose=Link.Purpose.SIGN, **told)


def to_receipt(declaration, token, *, message=None):
    """The link itself, for who writes it together with more."""
    adult, purpose = declaration.request.adult, Link.Purpose.RECEIPT
    told = {"declaration": declaration, "message": message, "token_hash": digest(token)}
    return Link(adult=adult, purpose=purpose, **told)


def find(token, purpose):
    """The link this token opens now, or None: unknown, expired, revoked and foreign look the same."""
    return opening(digest(token), purpose, timezone.now()).select_related(*WITH).first()


def opening(token_hash, purpose, at):
    """Links whose token has this hash and that open something at this moment."""
    still_good = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    return Link.objects.filter(still_good, token_hash=token_hash, purpose=purpose, revoked_at__isnull=True)


def find_even_closed(token, purpose):
    """The link this token opens or once opened: enough to send its adult a new one, and for nothing else."""
    return Link.objects.filter(token_hash=digest(token), purpose=purpose).select_related(*WITH).first()


def digest(token):
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def revoke_of(message):
    """Close what was sent with a message to an address that turned out to be wrong."""
    message.links.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def forget_expired():
    """Delete what expired long ago and nothing came by. Returns how many."""
    expired = Link.objects.filter(expires_at__lt=timezone.now() - FORGOTTEN_AFTER)
    for relation in (field for field in Link._meta.get_fields(include_hidden=True) if field.one_to_many):
        came_by_it = relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")})
        expired = expired.filter(~Exists(came_by_it))
    forgotten = 0
    while chunk := list(expired.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        forgotten += Link.objects.filter(pk__in=chunk).delete()[0]
    return forgotten


def note_opened(link):
    """Remember the first visit. A mail scanner may have made it, so it never counts as an answer."""
    if link.opened_at is None:
        together((noting(link.purpose), {"token_hash": link.token_hash, "now": timezone.now()}), lightly=True)


@cache
def noting(purpose):
    """The same, for who has but the token, and says it together with more."""
    unopened = opening(TOKEN_HASH, purpose, NOW).filter(opened_at=None)
    return Change(unopened, opened_at=NOW)


def sign_address(token):
    """The whole address as it stands in an e-mail."""
    return settings.SITE_URL + reverse("parents:waiting", args=[token])


def receipt_address(token):
    return settings.SITE_URL + reverse("parents:receipt", args=[token])
