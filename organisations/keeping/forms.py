"""What a head types about keeping."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.forms import Form
from organisations.keeping import kinds, periods
from organisations.roll_forms import DayInput

LONGEST_REVIEW = timedelta(days=366)


class PeriodsForm(Form):
    """A number of months for each kind of record that has no fixed period."""

    def __init__(self, data=None, *, controller):
        super().__init__(data, initial=periods.of(controller))
        for name, kind in kinds.known.items():
            if not kind.is_fixed:
                self.fields[name] = _months(kind)


class HoldForm(Form):
    """Why something must stay, and when somebody looks whether it still must."""

    reason = forms.CharField(
        label=_("Why must it be kept?"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2_000,
        help_text=_(
            "For example a claim, a complaint, an inquiry. It is shown to heads only; write no more than needed."
        ),
    )
    review_on = forms.DateField(
        label=_("When will you look at it again?"),
        widget=DayInput,
        help_text=_("A hold ends only when somebody lifts it. Within a year from now."),
    )

    def clean_review_on(self):
        day, today = self.cleaned_data["review_on"], timezone.localdate()
        if not today < day <= today + LONGEST_REVIEW:
            raise forms.ValidationError(gettext("Choose a day after today, within a year."))
        return day


class LiftForm(Form):
    """Why a hold is not needed any more."""

    why = forms.CharField(
        label=_("Why is it not needed any more?"), widget=forms.Textarea({"rows": 3}), max_length=2_000
    )


def _months(kind):
    told = {"begins": kind.begins, "goes": kind.goes, "default": kind.default, "why": kind.why}
    words = _("Counted from {begins}. Then go {goes} Our default, not law: {default} months. {why}")
    return forms.IntegerField(
        label=format_lazy(_("{what}: months"), what=kind.label),
        min_value=kind.least,
        max_value=kind.most,
        help_text=format_lazy(words, **told),
        error_messages={
            "min_value": _("At least %(limit_value)s months."),
            "max_value": _("At most %(limit_value)s months."),
            "invalid": _("Type a number of months."),
            "required": _("Type a number of months."),
        },
    )
