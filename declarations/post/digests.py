"""Once a day, while something is stuck, the office is told how much and where to look: numbers, never names."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from declarations.post import stuck, times
from declarations.post.models import Digest
from organisations.mailing import NOT_SENT
from organisations.models import Organisation

FROM_HOUR = 8


def send_all():
    """Tell every office that has not been told today. Returns how many were."""
    now = timezone.localtime()
    if now.hour < FROM_HOUR:
        return 0
    told = Digest.objects.filter(day=now.date()).values("organisation")
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL).exclude(pk__in=told)
    open_today = times.of_all(list(schools.values_list("pk", flat=True)))
    return sum(
        _tell(school, now.date())
        for school in schools
        if open_today[school.pk] is None or open_today[school.pk].is_school_day(now.date())
    )


def _tell(school, day):
    number = stuck.number_at(school)
    if not number:
        return False
    try:
        with transaction.atomic():
            _row, is_ours = Digest.objects.get_or_create(organisation=school, day=day, defaults={"number": number})
            if is_ours:
                _email(school, number).send()
            return is_ours
    except NOT_SENT:
        return False  # the row went with it: told again in an hour


def _email(school, number):
    with translation.override(settings.LANGUAGE_CODE):
        page = settings.SITE_URL + reverse("declarations:stuck", args=[school.slug])
        context = {"organisation": school, "groups": stuck.groups(school), "page": page}
        subject = _("%(number)s messages to parents need somebody") % {"number": number}
        return EmailMessage(subject, render_to_string("emails/digest.txt", context), to=[school.office_email])
