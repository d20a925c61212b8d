"""The log of data protection complaints: when one came, when it was acknowledged, what became of it."""

import csv

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.care.models import ACKNOWLEDGED_WITHIN, SOON, Complaint
from declarations.errors import DeclarationError
from declarations.export import BYTE_ORDER_MARK, harmless
from organisations import history


class NotThatDay(DeclarationError):
    """Nothing is acknowledged before it came, or tomorrow."""


@transaction.atomic
def receive(organisation, *, route, by=None, **said):
    """Write a complaint down. The history says that there is one, not what it says."""
    complaint = Complaint.objects.create(organisation=organisation, route=route, written_by=by, **said)
    history.record(organisation, "complained", complaint, by=by, route=route)
    return complaint


@transaction.atomic
def acknowledge(complaint, *, by, on):
    """It was acknowledged on this day. The first day counts."""
    complaint = _locked(complaint)
    _can_be(complaint, on)
    if complaint.acknowledged_on is None:
        complaint.acknowledged_on = on
        complaint.save(update_fields=["acknowledged_on"])
        history.record(complaint.organisation, "complaint_acknowledged", complaint, by=by, on=on)


@transaction.atomic
def close(complaint, *, by, on, outcome):
    """What was done, and when the person was told."""
    complaint = _locked(complaint)
    _can_be(complaint, on)
    if complaint.closed_on:
        raise DeclarationError(_("This complaint is closed already."))
    complaint.outcome, complaint.closed_on = outcome, on
    complaint.save(update_fields=["outcome", "closed_on"])
    history.record(complaint.organisation, "complaint_closed", complaint, by=by, on=on)


def at(organisation):
    """The complaints that staff of this organisation may see; a trust's, also those of its schools."""
    found = Complaint.objects.filter(organisation__in=organisation.reached())
    return found.select_related("adult", "organisation", "written_by")


def waiting_at(organisation):
    """Those that need somebody this morning: not acknowledged, or open for longer than a month."""
    long_open = Q(received_on__lt=timezone.localdate() - ACKNOWLEDGED_WITHIN)
    found = at(organisation).filter(Q(acknowledged_on=None) | long_open, closed_on=None)
    return found.order_by("received_on", "pk")


def pressing_at(organisation):
    """Those whose days to acknowledge them run out within a week, or have."""
    last = timezone.localdate() + SOON - ACKNOWLEDGED_WITHIN
    return at(organisation).filter(acknowledged_on=None, closed_on=None, received_on__lte=last)


def lines(complaints):
    """The log as lines of CSV."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(
        [
            _("Number"), _("School"), _("Received"), _("Came by"), _("From"), _("How to reach them"), _("About"),
            _("Acknowledge by"), _("Acknowledged"), _("Outcome"), _("Told on"),
        ]
    )  # fmt: skip
    for each in complaints:
        said = map(harmless, (each.who, each.contact, each.about))
        first = [each.pk, harmless(each.organisation.name), each.received_on, each.get_route_display()]
        last = [each.due_on, each.acknowledged_on or "", harmless(each.outcome), each.closed_on or ""]
        yield writer.writerow([*first, *said, *last])


def _locked(complaint):
    return Complaint.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=complaint.pk)


def _can_be(complaint, day):
    if not complaint.received_on <= day <= timezone.localdate():
        raise NotThatDay(_("Choose a day from the one it came to today."))


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text):
        return text
