"""What a head types about a policy's reminders."""

import re
from itertools import pairwise

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations.post import plans
from organisations.forms import Form

NUMBERS = re.compile(r"\d{1,3}(?:[\s,;]+\d{1,3})*")


class PlanForm(Form):
    """Days after the first message, and the most reminders anybody gets."""

    days = forms.CharField(
        label=_("Days after the first message"),
        required=False,
        max_length=60,
        help_text=_("For example: 3, 7, 14. Leave it empty and nobody is reminded by the portal."),
    )
    most = forms.IntegerField(
        label=_("Most reminders to one adult about one version"),
        min_value=0,
        max_value=plans.MOST_DAYS,
        error_messages={"max_value": _("At most %(limit_value)s: more would press people.")},
        help_text=_("Those that you send by hand count. When it is reached, the portal stops, whatever the days say."),
    )

    def __init__(self, data=None, *, policy):
        days = ", ".join(map(str, policy.reminder_days))
        super().__init__(data, initial={"days": days, "most": policy.most_reminders})

    def clean_days(self):
        typed = self.cleaned_data["days"].strip(" ,;")
        if typed and not NUMBERS.fullmatch(typed):
            raise forms.ValidationError(gettext("Type numbers of days with commas between them: 3, 7, 14."))
        days = sorted({int(day) for day in re.findall(r"\d+", typed)})
        _check(days)
        return days


def _check(days):
    if len(days) > plans.MOST_DAYS:
        raise forms.ValidationError(gettext("At most %(n)s days, please.") % {"n": plans.MOST_DAYS})
    if days and (days[0] < plans.APART or days[-1] > plans.LAST_DAY):
        limits = {"first": plans.APART, "last": plans.LAST_DAY}
        raise forms.ValidationError(gettext("Choose days from %(first)s to %(last)s.") % limits)
    if any(later - earlier < plans.APART for earlier, later in pairwise(days)):
        said = gettext("Let at least %(n)s days pass from one reminder to the next.")
        raise forms.ValidationError(said % {"n": plans.APART})
