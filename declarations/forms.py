"""What a parent types: an answer to the words shown, or the wish to take a signature back."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations import signing
from declarations.models import Correction, Declaration
from declarations.names import NameField
from organisations.forms import Form
from organisations.layout import Reveal
from organisations.models import Contact

Outcome = Declaration.Outcome
AGREE = {Outcome.SIGNED: _("I agree to this code and sign it"), Outcome.ACKNOWLEDGED: _("I have read it")}
DECLINE = {Outcome.SIGNED: _("I do not want to sign"), Outcome.ACKNOWLEDGED: _("I do not want to confirm it")}
LONGEST_COMMENT = 4_000
OTHER = Contact.Relationship.OTHER
KEPT = ("typed_name", "relationship", "reason", "question", "reach_me")


class AnswerForm(Form):
    """One answer to one version. It carries the hash of the words on the page, so no other words are answered."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    outcome = forms.ChoiceField(
        label=_("What would you like to tell the school?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers")},
    )
    typed_name = NameField(
        label=_("Your full name"),
        help_text=_("As you would write it under a letter."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "signature"}),
    )
    relationship = forms.ChoiceField(
        label=_("What are you to the child?"),
        choices=[("", _("Please choose")), *Contact.Relationship.choices],
        required=False,
        widget=forms.Select(attrs={"class": "relationship"}),
    )
    responsible = forms.ChoiceField(
        label=_("Do you have parental responsibility for the child, or look after them day to day?"),
        help_text=_("Only asked if you are “someone else”."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        required=False,
        widget=forms.RadioSelect,
    )
    intends = forms.BooleanField(label=_("I intend this as my signature"), required=False)
    reason = forms.CharField(
        label=_("Would you like to say why?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    question = forms.CharField(
        label=_("What would you like to talk about?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reach_me = forms.CharField(
        label=_("How and when can we reach you?"),
        required=False,
        max_length=200,
    )

    def __init__(self, version, *args, relationship="", **kwargs):
        super().__init__(*args, **kwargs)
        self.agreement = signing.agreement_for(version.policy)
        self.initial["content_hash"] = version.content_hash
        self.initial.setdefault("relationship", relationship)
        self.fields["outcome"].choices = [
            (self.agreement, AGREE[self.agreement]),
            (Outcome.DECLINED, DECLINE[self.agreement]),
            (Outcome.WANTS_TO_TALK, _("I would like to talk to the school first")),
        ]
        for name in ("typed_name", "relationship", "responsible"):
            self.fields[name].needed_here = True
        if self.agreement == Outcome.ACKNOWLEDGED:
            del self.fields["intends"]
        self.helper = FormHelper(self)
        self.helper.layout = Layout("content_hash", self._choices())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == self.agreement:
            self._check_signature(cleaned)
        return cleaned

    @property
    def is_not_theirs(self):
        """Someone else without parental responsibility: there is nothing for them to sign."""
        said = self.cleaned_data
        agrees = said.get("outcome") == self.agreement
        return agrees and said.get("relationship") == OTHER and said.get("responsible") == "no"

    def answer(self):
        """What was said, as the arguments of `signing.answer`; what belongs to another choice is left out."""
        said = self.cleaned_data
        outcome = said["outcome"]
        told = {"outcome": outcome, "content_hash": said["content_hash"], "comment": self._comment(outcome)}
        if outcome == self.agreement:
            told |= {"typed_name": said["typed_name"], "relationship": said["relationship"]}
            told["is_responsible"] = True if said["relationship"] == OTHER else None
        return told

    def told_not_theirs(self):
        """What the office reads when there is nothing for them to sign."""
        name = self.cleaned_data.get("typed_name")
        return gettext("Name typed: %(name)s.") % {"name": name} if name else gettext("No name was typed.")

    def kept_words(self):
        """What was typed, for a form on other words: never the choice itself, nor the tick."""
        return {name: self.data.get(name, "") for name in KEPT}

    def _choices(self):
        opened = {
            self.agreement: [
                "typed_name",
                "relationship",
                Field("responsible", wrapper_class="if-other"),
                *(["intends"] if "intends" in self.fields else []),
            ],
            Outcome.DECLINED: ["reason"],
            Outcome.WANTS_TO_TALK: ["question", "reach_me"],
        }
        return Reveal("outcome", **{outcome.value: names for outcome, names in opened.items()})

    def _check_signature(self, cleaned):
        if "typed_name" in cleaned and not any(map(str.isalpha, cleaned["typed_name"])):
            self.add_error("typed_name", _("Enter your full name"))
        if not cleaned.get("relationship") and "relationship" not in self.errors:
            self.add_error("relationship", _("Choose what you are to the child"))
        if cleaned.get("relationship") == OTHER and not cleaned.get("responsible"):
            self.add_error("responsible", _("Say whether you have parental responsibility"))
        if self.is_not_theirs:
            return
        if "intends" in self.fields and not cleaned.get("intends"):
            self.add_error("intends", _("Tick the box to show that you intend this as your signature"))

    def _comment(self, outcome):
        said = self.cleaned_data
        if outcome == Outcome.DECLINED:
            return said["reason"]
        if outcome == Outcome.WANTS_TO_TALK:
            reach_me = said["reach_me"] and gettext("Can be reached: %(how)s") % {"how": said["reach_me"]}
            return "\n\n".join(filter(None, [said["question"], reach_me]))
        return ""


class CorrectionForm(Form):
    """What is wrong on the roll, in the adult's own words."""

    about = forms.ChoiceField(
        label=_("What should the school put right?"),
        choices=[(about.value, about.label) for about in Correction.WRITTEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about")},
    )
    text = forms.CharField(
        label=_("How should it be?"),
        help_text=_("For a child: first and last name, and the class if you know it."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write how it should be")},
    )


class WithdrawForm(Form):
    """Taking a signature back needs no reason."""

    comment = forms.CharField(
        label=_("Would you like to say why?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
