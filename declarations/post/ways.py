"""By which ways an organisation's messages go; a school without settings of its own has its trust's."""

import hmac
import secrets

from django.db.models import F, Q

from declarations import links
from declarations.post.models import MessageWays
from organisations.models import Organisation

# An address as an envelope needs it, below the name: a line at least, and a postcode of the United Kingdom.
POSTABLE = r"^[^\n]+(\n[^\n]+){0,4}\n[a-z]{1,2}[0-9][a-z0-9]?\s*[0-9][a-z]{2}$"


def of(organisation_id):
    """The settings that hold for this organisation, or None: e-mail by the mail server of the installation."""
    trust = Organisation.objects.filter(pk=organisation_id).values("trust")
    found = MessageWays.objects.filter(Q(organisation=organisation_id) | Q(organisation__in=trust))
    # A trust belongs to no trust: the school's own settings come first.
    return found.order_by(F("organisation__trust").asc(nulls_last=True)).first()


def with_texts():
    """The organisations that send texts, as a query for their ids."""
    return _having(texts=True)


def with_posted_letters():
    """The organisations whose letters GOV.UK Notify prints and posts, as a query for their ids."""
    return _having(letters_by_notify=True)


def with_letters():
    """The organisations that print letters themselves, as a query for their ids."""
    return _having(letters=True)


def _having(**wanted):
    own = MessageWays.objects.filter(**wanted).values("organisation")
    schools = Organisation.objects.filter(trust__in=own, message_ways=None)
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=schools.values("pk"))).values("pk")


def new_callback_token(ways):
    """The token that Notify shows when it calls back; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    MessageWays.objects.filter(pk=ways.pk).update(callback_hash=links.digest(token))
    return token


def is_callback_token(organisation_slug, token):
    """Whether this token opens the callbacks of this organisation."""
    known = MessageWays.objects.filter(organisation__slug=organisation_slug).exclude(callback_hash="").first()
    return known is not None and hmac.compare_digest(known.callback_hash, links.digest(token))
