"""Who on the staff looked at whose record, and took what away. The history keeps numbers; names are read when shown."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Message
from organisations.models import Adult, Event

WORDS = {
    "looked": _("Opened the page"),
    "looked_at_message": _("Read a message"),
    "looked_at_paper": _("Opened a paper form"),
    "looked_at_by_operator": _("Opened by an operator of the portal"),
    "access_given": _("Took a copy away for whoever asked what is kept"),
    "exported": _("Took a file away"),
    "exported_complaints": _("Took the complaints away as a file"),
    "downloaded": _("Took a signed copy away"),
    "downloaded_forms": _("Took printed forms away"),
    "printed_letters": _("Printed letters"),
    "downloaded_letters": _("Took printed letters away"),
}
# What a row may be about, and the way from there to the adult whose record it is.
ADULTS = {"declaration": (Declaration, "request__adult"), "message": (Message, "adult"), "adult": (Adult, "pk")}


def at(organisation):
    """Every look at this organisation in the time that is shown, newest first."""
    since = timezone.now() - timedelta(days=settings.LOOKS_SHOWN)
    events = Event.objects.filter(organisation__in=organisation.reached(), verb__in=WORDS, at__gte=since)
    return events.select_related("actor", "organisation").order_by("-at", "-pk")


def about(events, adult):
    """Those of them that were about this adult."""
    rows = Q()
    for kind, (model, way) in ADULTS.items():
        rows |= Q(about_type=kind, about_id__in=model.objects.filter(**{way: adult.pk}).values("pk"))
    return events.filter(rows)


def name(events, organisation):
    """Give each of these events, already fetched, the person it was about: `adult` or `child`, or None."""
    wanted = defaultdict(set)
    for event in events:
        wanted[event.about_type].add(event.about_id)
    owners = {kind: _owners(model, way, wanted[kind]) for kind, (model, way) in ADULTS.items()}
    adults = organisation.adults.in_bulk({adult for found in owners.values() for adult in found.values()})
    children = organisation.children.in_bulk(wanted["child"])
    for event in events:
        event.adult = adults.get(owners.get(event.about_type, {}).get(event.about_id))
        event.child = children.get(event.about_id) if event.about_type == "child" else None


def _owners(model, way, wanted):
    """{number of the row: number of the adult}"""
    return dict(model.objects.filter(pk__in=wanted).values_list("pk", way)) if wanted else {}
