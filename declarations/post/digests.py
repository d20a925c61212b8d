"""Once a day, while messages are stuck or a complaint's days run out, the office is told: numbers, never names."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from declarations.care import complaints
from declarations.post import stuck, times
from declarations.post.models import Digest
from organisations.mailing import NOT_SENT
from organisations.models import Organisation

FROM_HOUR = 8
PAGES = {"stuck": "declarations:stuck", "complaints": "care:complaints"}


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
    number, pressing = stuck.number_at(school), complaints.pressing_at(school).count()
    if not number and not pressing:
        return False
    try:
        with transaction.atomic():
            _row, is_ours = Digest.objects.get_or_create(organisation=school, day=day, defaults={"number": number})
            if is_ours:
                _email(school, number, pressing).send()
            return is_ours
    except NOT_SENT:
        return False  # the row went with it: told again in an hour


def _email(school, number, pressing):
    with translation.override(settings.LANGUAGE_CODE):
        pages = {name: settings.SITE_URL + reverse(address, args=[school.slug]) for name, address in PAGES.items()}
        context = {"organisation": school, "groups": stuck.groups(school), "pressing": pressing, "pages": pages}
        subject = ngettext("A message to parents needs somebody", "%(n)s messages to parents need somebody", number)
        if not number:
            subject = _("A data protection complaint has to be acknowledged")
        return EmailMessage(
            subject % {"n": number}, render_to_string("emails/digest.txt", context), to=[school.office_email]
        )
