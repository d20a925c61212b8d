"""What a head types about messages: when they go, by which way, in whose words."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import RegexValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations.post import hidden, texts, wording
from declarations.post.models import ClosedDays, MessageWays, SendingTimes, Way
from organisations.forms import Form, ModelForm
from organisations.layout import Reveal
from organisations.templatetags.portal import direction

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
IS_ID = RegexValidator(rf"^{UUID}\Z", _("Copy the whole ID from GOV.UK Notify: letters, digits and four hyphens."))
IS_KEY = RegexValidator(rf"^.*{UUID}-{UUID}\Z", _("Copy the whole key from GOV.UK Notify."))
SMTP, NOTIFY = "smtp", "notify"
OTHERS = ("texts", "letters_by_notify", "letters")
NEEDED = {"email_template": NOTIFY, "text_template": "texts", "letter_template": "letters_by_notify"}  # and what for
MOST_LETTERS = 4_000  # of own words, as a message that is read


class TimesForm(ModelForm):
    """School days and hours."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("School days"), choices=list(WEEKDAYS.items()), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SendingTimes
        fields = ["weekdays", "opens_at", "closes_at", "bank_holidays", "most_a_minute"]
        labels = {
            "opens_at": _("From"),
            "closes_at": _("Until"),
            "bank_holidays": _("No messages on the bank holidays of"),
            "most_a_minute": _("Most messages a minute"),
        }
        help_texts = {
            "most_a_minute": _("So that not everybody rings the school at once, and mail servers accept it."),
        }
        widgets = {
            "opens_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", gettext("The end comes after the beginning."))
        if cleaned.get("most_a_minute") == 0:
            self.add_error("most_a_minute", gettext("At least one, or nothing would ever go out."))
        return cleaned


class ClosedDaysForm(ModelForm):
    """A holiday, a training day, a day of snow."""

    class Meta:
        model = ClosedDays
        fields = ["name", "first_on", "last_on"]
        labels = {"name": _("What for"), "first_on": _("First day"), "last_on": _("Last day")}
        widgets = {name: forms.DateInput({"type": "date"}) for name in ("first_on", "last_on")}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", gettext("The last day is not before the first."))
        return cleaned


class WaysForm(ModelForm):
    """Which ways are open, and the school's account at GOV.UK Notify."""

    emails_by = forms.ChoiceField(
        label=_("How do e-mails go out?"),
        widget=forms.RadioSelect,
        choices=[(SMTP, _("By the portal’s mail server")), (NOTIFY, _("By the school’s GOV.UK Notify account"))],
    )
    others = forms.MultipleChoiceField(
        label=_("And when no e-mail reaches somebody?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("texts", _("By text message (GOV.UK Notify), where the roll has a number")),
            (
                "letters_by_notify",
                _("Then by letter printed and posted by GOV.UK Notify, where the roll has an address"),
            ),
            ("letters", _("Last, by letter that the office prints, with a QR code")),
        ],
    )
    key = forms.CharField(
        label=_("API key of GOV.UK Notify"),
        required=False,
        validators=[IS_KEY],
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("It is kept hidden and never shown again. Leave it empty to keep the one that is there."),
    )

    class Meta:
        model = MessageWays
        fields = ["email_template", "reply_to", "text_template", "letter_template"]
        labels = {
            "email_template": _("ID of the e-mail template"),
            "reply_to": _("ID of the reply-to address"),
            "text_template": _("ID of the text message template"),
            "letter_template": _("ID of the letter template"),
        }
        help_texts = {
            "email_template": _("Subject ((subject)); below, as three paragraphs: ((before)) ((link)) ((after))."),
            "text_template": _("Its words: ((text))."),
            "letter_template": _(
                "Heading ((subject)); below, as four paragraphs: ((before)) ((link)) QR: ((link)) ((after)). "
                "First or second class is chosen there, with the template."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["emails_by"] = NOTIFY if self.instance.emails_by_notify else SMTP
        self.initial["others"] = [name for name in OTHERS if getattr(self.instance, name)]
        for name in self.Meta.fields:
            self.fields[name].validators.append(IS_ID)
        for name in NEEDED:
            self.fields[name].needed_here = True
        templates = {"texts": ["text_template"], "letters_by_notify": ["letter_template"]}
        self.helper = FormHelper(self)
        emails = Reveal("emails_by", notify=["email_template", "reply_to"])
        self.helper.layout = Layout(emails, Reveal("others", **templates), "key")

    def clean(self):
        cleaned = super().clean()
        chosen = {*(cleaned.get("others") or ()), cleaned.get("emails_by")}
        needed = [name for name, why in NEEDED.items() if why in chosen]
        for name in needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, gettext("GOV.UK Notify needs it."))
        if needed and not (cleaned.get("key") or self.instance.hidden_key or "key" in self.errors):
            self.add_error("key", gettext("GOV.UK Notify needs it."))
        return cleaned

    def save(self, commit=True):
        self.instance.emails_by_notify = self.cleaned_data["emails_by"] == NOTIFY
        for name in OTHERS:
            setattr(self.instance, name, name in self.cleaned_data["others"])
        if self.cleaned_data["key"]:
            self.instance.hidden_key = hidden.hide(self.cleaned_data["key"])
        return super().save(commit)


class WordingForm(Form):
    """A school's own words for one kind of message."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Words"), max_length=MOST_LETTERS, widget=forms.Textarea({"rows": 12}))

    def __init__(self, data=None, *, kind, language, words):
        super().__init__(data, initial=words)
        self.kind = kind
        if not kind.has_subject:
            del self.fields["subject"]
        self.fields["text"].widget.attrs |= {"lang": language, "dir": direction(language)}
        if kind.way == Way.TEXT:
            self.fields["text"].widget.attrs["rows"] = 5

    def clean_subject(self):
        subject = " ".join(self.cleaned_data["subject"].split())
        wording.check(subject, self.kind)
        for name in ("link", "told"):
            if f"{{{name}}}" in subject:
                said = gettext("{%(name)s} stands in the words, not in the subject.")
                raise forms.ValidationError(said % {"name": name})
        return subject

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        wording.check(text, self.kind, needs=self.kind.needs)
        if self.kind.way == Way.TEXT and len(text) > texts.LONGEST:
            raise forms.ValidationError(
                gettext("A text message takes no more than %(n)s letters.") % {"n": texts.LONGEST}
            )
        return text
