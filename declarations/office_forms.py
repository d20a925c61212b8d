"""What the office types: a note, and an answer that an adult gave on paper, by phone or in person."""

from datetime import datetime, time, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from declarations import signing
from declarations.models import Declaration
from declarations.names import NameField
from declarations.papers.fields import FilesField, ScanField
from declarations.papers.pile_models import PilePage
from organisations.forms import Form
from organisations.layout import Reveal

Outcome, Route = Declaration.Outcome, Declaration.Route
NOON = time(12)
MOMENT = timedelta(microseconds=1)


class NoteForm(Form):
    """What was said; it may settle what an answer raised."""

    text = forms.CharField(label=_("What was said"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))
    settles = forms.ModelChoiceField(
        None, label=_("This settles"), required=False, empty_label=_("Nothing yet"), widget=forms.RadioSelect
    )

    def __init__(self, data=None, *, raised):
        super().__init__(data)
        self.raised = raised
        self.fields["settles"].queryset = raised
        self.fields["settles"].label_from_instance = _wish
        if not raised:
            del self.fields["settles"]


SCAN = _("A PDF, JPEG or PNG, up to 20 MB. A photo of it will do, when every word can be read.")


class PaperForm(Form):
    """The paper of an answer that is on file already."""

    scan = ScanField(label=_("Scan or photo of the paper"), help_text=SCAN)


class AnswerForm(Form):
    """What an adult answered, and when; `version` is what they answered to."""

    answered_on = forms.DateField(
        label=_("On which day was it given?"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    outcome = forms.ChoiceField(
        label=_("What did they answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they answered")},
    )
    typed_name = NameField(
        label=_("Name as they wrote or said it"), required=False, max_length=200, widget=forms.TextInput()
    )
    comment = forms.CharField(
        label=_("In their words"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, version, **options):
        super().__init__(*args, **options)
        self.version, self.agreement = version, signing.agreement_for(version.policy)
        self.until = version.in_force_until
        self.fields["outcome"].choices = [
            (outcome.value, outcome.label) for outcome in (self.agreement, Outcome.DECLINED, Outcome.WANTS_TO_TALK)
        ]
        self.fields["typed_name"].needed_here = True
        self.helper = FormHelper(self)
        opened = {self.agreement.value: ["typed_name"], Outcome.DECLINED.value: [], Outcome.WANTS_TO_TALK.value: []}
        self.layout = ["answered_on", Reveal("outcome", **opened), "comment"]
        self.helper.layout = Layout(*self.layout)

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."))
        if day < timezone.localdate(self.version.effective_at):
            raise forms.ValidationError(_("These words were not in force yet on that day."))
        if self.until and day > timezone.localdate(self.until):
            raise forms.ValidationError(_("These words were not in force any more on that day."))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == self.agreement and not cleaned.get("typed_name"):
            self.add_error("typed_name", _("Enter the name as they wrote or said it"))
        return cleaned

    def answer(self):
        """What was answered and when, as `signing` wants to know it."""
        said = self.cleaned_data
        agreed = said["outcome"] == self.agreement
        return {
            "outcome": said["outcome"],
            "typed_name": said["typed_name"] if agreed else "",
            "comment": said["comment"],
            "at": self._moment(said["answered_on"]),
        }

    def _moment(self, day):
        """A paper bears a day and no time: noon, but within the time of the words, and not after now."""
        noon = timezone.make_aware(datetime.combine(day, NOON))
        last = min(filter(None, (timezone.now(), self.until and self.until - MOMENT)))
        return min(max(noon, self.version.effective_at), last)


class RecordForm(AnswerForm):
    """An answer that reached the office. Who records it and how it came are kept with it."""

    route = forms.ChoiceField(
        label=_("How did the answer reach you?"),
        choices=[route for route in Route.choices if route[0] != Route.ONLINE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the answer reached you")},
    )
    scan = ScanField(label=_("Scan or photo of the paper"), required=False, help_text=SCAN)
    field_order = ("route", "scan")

    def __init__(self, *args, **options):
        super().__init__(*args, initial={"answered_on": timezone.localdate()}, **options)
        self.helper.layout = Layout(Reveal("route", paper=["scan"]), *self.layout)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("route") != Route.PAPER:
            cleaned["scan"] = None
        return cleaned

    def recorded(self, *, by):
        """The arguments of `signing.answer`."""
        circumstances = signing.Circumstances(route=self.cleaned_data["route"], recorded_by=by)
        return self.answer() | {"content_hash": self.version.content_hash, "circumstances": circumstances}


class PageForm(AnswerForm):
    """What the office reads on a page that was scanned."""

    looked = forms.BooleanField(label=_("I have looked at this page: file it"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["answered_on"].label = _("Date on the paper")
        self.fields["answered_on"].help_text = _("Without one: the day on which it came back.")
        self.fields["typed_name"].label = _("Name as they wrote it")
        self.helper.layout = Layout(*self.layout, "looked")


class DiscardForm(Form):
    """Why a page is not filed."""

    why = forms.ChoiceField(
        label=_("Why is it not filed?"),
        choices=PilePage.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is not filed")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.TextInput())


class PileForm(Form):
    """Papers that came back, as files."""

    files = FilesField(
        label=_("Scans or photos"),
        help_text=_(
            "One PDF with all pages, or several files: PDF, JPEG or PNG, up to 100 MB together. The sheets may lie in "
            "any order and any way round."
        ),
    )


def _wish(declaration):
    told = {"what": declaration.get_outcome_display(), "day": date_format(timezone.localtime(declaration.answered_at))}
    return _("%(what)s, %(day)s") % told
