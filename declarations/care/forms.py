"""What is typed about complaints, by whoever complains and by the office; and about a request for access."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations.care.access import Reason
from declarations.care.models import Complaint
from organisations.forms import Form, ModelForm
from organisations.roll_forms import DayInput

MOST_WORDS = 5_000


class ComplainForm(Form):
    """For everybody: nothing is asked that is not needed to answer."""

    who = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        help_text=_("An e-mail address, a phone number or a postal address."),
        max_length=300,
        error_messages={"required": _("Enter an e-mail address, a phone number or a postal address")},
    )
    about = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("What happened to your personal data, or your child’s, and what would put it right?"),
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": _("Say what is wrong")},
    )


class ReceivedForm(ModelForm):
    """A complaint that reached the office another way."""

    class Meta:
        model = Complaint
        fields = ["received_on", "route", "who", "contact", "about"]
        labels = {
            "received_on": _("When did it arrive?"),
            "route": _("How did it arrive?"),
            "who": _("Who complains?"),
            "contact": _("How can they be reached?"),
            "about": _("What is it about?"),
        }
        help_texts = {"received_on": _("The 30 days count from here, wherever in the school it arrived.")}
        widgets = {"received_on": DayInput, "route": forms.RadioSelect, "about": forms.Textarea({"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [each for each in Complaint.Route.choices if each[0] != Complaint.Route.FORM]
        self.fields["about"].max_length = MOST_WORDS

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("This day is yet to come."))
        return day


class AcknowledgedForm(Form):
    """When they were told that it has come and is being looked into."""

    acknowledged_on = forms.DateField(
        label=_("When did you acknowledge it?"), widget=DayInput, initial=timezone.localdate
    )


class OutcomeForm(Form):
    """What was found and done, and when they were told."""

    outcome = forms.CharField(
        label=_("What did you find, and what was done?"), widget=forms.Textarea({"rows": 5}), max_length=MOST_WORDS
    )
    closed_on = forms.DateField(label=_("When were they told?"), widget=DayInput, initial=timezone.localdate)


class AccessForm(Form):
    """What of that which was written about an adult is left out of the answer to them, and why."""

    def __init__(self, data=None, *, words):
        super().__init__(data)
        self.words = words
        for each in words:
            self.fields[each.key] = forms.ChoiceField(
                label=_said_when(each),
                help_text=each.text,
                required=False,
                choices=[("", _("Hand it over")), *((why.value, _leaving_out(why)) for why in Reason)],
            )
            self.fields[each.key].needed_here = True
        self.fields["read"] = forms.BooleanField(
            label=_("I have read what was written about this adult, and who they are has been checked."),
            error_messages={"required": _("Read it and check who asks first, then tick the box")},
        )

    @property
    def left_out(self):
        return {each.key: self.cleaned_data[each.key] for each in self.words if self.cleaned_data[each.key]}


def _said_when(words):
    told = {"what": words.what, "day": date_format(timezone.localtime(words.at), "j F Y"), "by": words.by}
    return gettext("%(what)s, %(day)s, %(by)s") % told if words.by else gettext("%(what)s, %(day)s") % told


def _leaving_out(why):
    return format_lazy(_("Leave it out: {why}"), why=why.label)


class EraseForm(Form):
    """It cannot be taken back."""

    checked = forms.BooleanField(
        label=_("I have checked that it is this adult who asks, and that it is meant."),
        error_messages={"required": _("Check who asks first, then tick the box")},
    )
