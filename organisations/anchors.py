"""Once a day the ends of all chains are written down outside the database, under the portal's seal.

Whoever rewrites a whole chain in the database cannot rewrite what was written down before. Each anchor is two files:
what it says, and the signature over it, which openssl can check without the portal.
"""

import json
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import canon, files, ledger, seal
from organisations.ledger import Flaw
from organisations.models import Event, Organisation

logger = logging.getLogger(__name__)
FORMAT = 1
FOLDER = "anchors"
ALL = 0


@transaction.atomic
def drop_daily():
    """Write today's anchor unless it is there. Raises organisations.errors.CannotSeal."""
    name = f"{FOLDER}/{timezone.localdate()}.json"
    # Alone first: whoever looked before would not see what the one before them wrote meanwhile.
    if not ledger.alone(ALL) or default_storage.exists(name) or not (heads := _heads()):
        return
    content = canon.canonical({"format": FORMAT, "at": timezone.now().isoformat(), "heads": heads})
    signature = _signature_of(name)
    default_storage.delete(signature)  # of a worker that died between the two
    default_storage.save(signature, ContentFile(seal.sign(content.encode())))
    default_storage.save(name, ContentFile(content.encode()))
    # The log is one more place that the database cannot reach.
    logger.info("%s: %s", name, canon.digest(content))


def flaws(organisations, checked):
    """Anchors that are not the portal's, and ends of these organisations' chains that history no longer has."""
    known, found = seal.known(), {}
    for name in _names():
        checked["anchors"] += 1
        content = files.read(name)
        if not seal.is_ours(content, files.read(_signature_of(name)), known):
            yield Flaw(name, _("it is not as the portal sealed it"))
            continue
        for head in json.loads(content)["heads"]:
            organisation = organisations.get(head["organisation"])
            if organisation and found.get(organisation.pk) != head:
                found[organisation.pk] = head
                yield from _flaws_of(organisation, head, name)


def _flaws_of(organisation, head, name):
    event = Event.objects.filter(organisation=organisation, number=head["number"]).first()
    if event is None or event.hash != head["hash"]:
        place = _("history of %(organisation)s, event number %(number)s")
        what = _("it is not the event that the anchor %(anchor)s tells of")
        yield Flaw(place % {"organisation": organisation.slug, "number": head["number"]}, what % {"anchor": name})


def _heads():
    last = Event.objects.filter(organisation=OuterRef("pk"), number__isnull=False).order_by("-number")
    heads = Organisation.objects.annotate(
        number=Subquery(last.values("number")[:1]), hash=Subquery(last.values("hash")[:1])
    )
    heads = heads.filter(number__isnull=False).order_by("pk").values("pk", "slug", "number", "hash")
    return [
        {"organisation": head["pk"], "slug": head["slug"], "number": head["number"], "hash": head["hash"]}
        for head in heads
    ]


def _names():
    return sorted(f"{FOLDER}/{name}" for name in files.names(FOLDER) if name.endswith(".json"))


def _signature_of(name):
    return name.removesuffix(".json") + ".p7s"
