"""What a head says when a version is published or withdrawn."""

from datetime import date, datetime, time, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organisations.forms import Form
from organisations.layout import Reveal
from policies import preflight
from policies.models import PolicyVersion

Change = PolicyVersion.Change
SCHOOL_OPENS = time(8)


class PublishForm(Form):
    """How big the change is, what parents are told about it, and when it takes effect."""

    NOW, LATER = "now", "later"

    change = forms.ChoiceField(label=gettext_lazy("How big is this change?"), choices=Change, widget=forms.RadioSelect)
    summary_of_changes = forms.CharField(
        label=gettext_lazy("What has changed, in plain words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Parents see this first, above the code. Needed when the change is substantial."),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When does it take effect?"),
        initial=NOW,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        initial="08:00",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("By the clock in the United Kingdom."),
    )
    next_review_on = forms.DateField(
        label=gettext_lazy("Next review"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    content_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, version, outlook):
        initial = {"content_hash": version.content_hash, "next_review_on": _next_review(version)}
        if version.master_version:
            # What the trust told its schools is a good beginning for what they tell their parents.
            told = version.master_version
            initial |= {"change": told.change, "summary_of_changes": told.summary_of_changes}
        super().__init__(data, initial=initial)
        monday = _next_monday()
        on_monday = _("On Monday %(day)s at 08:00") % {"day": date_format(monday, "j F")}
        self.fields["when"].choices = [
            (self.NOW, _("Now")),
            (monday.isoformat(), on_monday),
            (self.LATER, _("On another day")),
        ]
        for name in ("summary_of_changes", "day", "time"):
            self.fields[name].needed_here = True
        size = [Reveal("change", _hints(outlook)), "summary_of_changes"]
        if outlook.before is None:
            size = []
            del self.fields["change"], self.fields["summary_of_changes"]
        self.helper = FormHelper(self)
        self.helper.layout = Layout(*size, Reveal("when", later=["day", "time"]), "next_review_on", "content_hash")

    def clean_next_review_on(self):
        day = self.cleaned_data["next_review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    def clean(self):
        asked = self.cleaned_data
        if asked.get("change") == Change.SUBSTANTIAL and not asked.get("summary_of_changes"):
            self.add_error("summary_of_changes", _("Tell parents in plain words what has changed."))
        if asked.get("when") == self.LATER and "day" in asked and "time" in asked:
            self._check_moment(asked)
        return asked

    def publication(self):
        """What lifecycle.publish wants to know. A first version is substantial by nature."""
        names = ("change", "summary_of_changes", "next_review_on", "content_hash")
        told = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return {"change": Change.SUBSTANTIAL} | told | {"effective_at": self._moment()}

    def catch_up_with(self, version):
        """Keep what was typed, and decide from now on about the words as they are now."""
        self.data = self.data.copy()
        self.data["content_hash"] = version.content_hash

    def _check_moment(self, asked):
        for name, problem in (("day", _("Choose the day.")), ("time", _("Choose the time."))):
            if asked[name] is None:
                self.add_error(name, problem)
        if not self.errors.keys() & {"day", "time"} and self._moment() <= timezone.now():
            self.add_error("day", _("Choose a day and time that are still to come."))

    def _moment(self):
        """When it takes effect; None for now."""
        when = self.cleaned_data["when"]
        if when == self.NOW:
            return None
        if when == self.LATER:
            return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))
        return timezone.make_aware(datetime.combine(date.fromisoformat(when), SCHOOL_OPENS))


class WithdrawVersionForm(Form):
    """Why a version is taken out of force."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you withdraw it?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the history, for staff."),
    )


def _next_review(version):
    """The day that the document named from which the words were read, if it is exact; or what the rhythm suggests."""
    stated = preflight.stated_review(version)
    if len(stated) == len("2026-10-31") and date.fromisoformat(stated) > timezone.localdate():
        return date.fromisoformat(stated)
    return version.policy.review_day_from_today()


def _hints(outlook):
    """The consequences beside each choice, in numbers."""
    return {
        Change.MINOR: " ".join([_("Spelling, names, dates."), *_reached(outlook.minor)]),
        Change.SUBSTANTIAL: " ".join([_("New or different expectations."), *_reached(outlook.substantial)]),
    }


def _reached(change):
    """Whose answer stays good, and who is asked: where some are kept, the others."""
    kept, asked = {"n": change.answers_kept}, {"n": change.asked}
    if kept["n"]:
        yield ngettext("%(n)s answer stays good.", "%(n)s answers stay good.", kept["n"]) % kept
    if kept["n"] and asked["n"]:
        yield ngettext("The %(n)s other adult is asked.", "The %(n)s other adults are asked.", asked["n"]) % asked
    else:
        yield ngettext("%(n)s adult is asked.", "%(n)s adults are asked.", asked["n"]) % asked


def _next_monday():
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())
