"""A link that has run out is replaced by one sent to the address on record, never shown to whoever asks."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from declarations.models import Message
from declarations.post import ways
from declarations.post.models import Way
from organisations import history
from organisations.models import Adult

# Asked for again within this time, the one under way must do.
RESTS = timedelta(minutes=15)


def ask_for(link):
    """Queue a message with a new link for the adult of this one; None when there is nobody to write to."""
    return owe(link.adult, link.adult.school() or link.adult.controller)


@transaction.atomic
def owe(adult, organisation):
    """Queue a message with a link for this adult, unless one is under way; None when there is nobody to write to."""
    adult = Adult.objects.select_for_update(of=("self",), no_key=True).get(pk=adult.pk)
    way = _way(adult, organisation)
    if not way or adult.contact_rule != Adult.ContactRule.NORMAL or _is_under_way(adult):
        return None
    message = Message.objects.create(organisation=organisation, adult=adult, purpose=Message.Purpose.LINK, way=way)
    history.record(organisation, "asked_for_link", adult, message=message.pk)
    return message


def _way(adult, organisation):
    """By e-mail, else by text message where the school sends any; a letter would come too late."""
    if adult.email:
        return Way.EMAIL
    chosen = ways.of(organisation.pk)
    return Way.TEXT if adult.phone and chosen and chosen.texts else None


def _is_under_way(adult):
    recent = adult.messages.filter(purpose=Message.Purpose.LINK, created_at__gt=timezone.now() - RESTS)
    return recent.exists()
