"""An e-mail to the office when a complaint came by the form: how many and by when, never who or what about."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from declarations.care.models import Complaint
from organisations.mailing import NOT_SENT
from organisations.models import Organisation

RESTS = timedelta(hours=1)  # whoever sends the form twenty times does not fill the office's mailbox


def tell_all():
    """Tell every office of what came by the form and was not told yet. Returns how many offices were."""
    rested = Complaint.objects.filter(told_at__gt=timezone.now() - RESTS).values("organisation")
    due = untold().exclude(organisation__in=rested).values("organisation")
    return sum(_tell(organisation) for organisation in Organisation.objects.filter(pk__in=due))


def untold():
    """Complaints that nobody on the staff wrote down, and of which the office has had no e-mail."""
    return Complaint.objects.filter(route=Complaint.Route.FORM, told_at=None, acknowledged_on=None, closed_on=None)


def _tell(organisation):
    """One e-mail for all of them. The rows' locks are the claim; a failure gives them back for the next hour."""
    try:
        with transaction.atomic():
            waiting = untold().filter(organisation=organisation).order_by("received_on", "pk")
            found = list(waiting.select_for_update(skip_locked=True))
            if found:
                Complaint.objects.filter(pk__in=[each.pk for each in found]).update(told_at=timezone.now())
                _email(organisation, found).send()
            return bool(found)
    except NOT_SENT:
        return False


def _email(organisation, found):
    with translation.override(settings.LANGUAGE_CODE):
        said = ngettext("A data protection complaint came", "%(n)s data protection complaints came", len(found))
        page = settings.SITE_URL + reverse("care:complaints", args=[organisation.slug])
        context = {"organisation": organisation, "number": len(found), "due_on": found[0].due_on, "page": page}
        body = render_to_string("emails/complained.txt", context)
        return EmailMessage(said % {"n": len(found)}, body, to=[organisation.office_email])
