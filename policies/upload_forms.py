"""What staff say about a document that becomes a draft."""

from django import forms
from django.template.defaultfilters import truncatewords
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations.forms import Form
from policies.forms import REVIEW_MONTHS
from policies.importing import draft, limits
from policies.models import Policy

SETTINGS = ("asks", "resign_rule", "review_months")


class UploadForm(Form):
    """The document."""

    file = forms.FileField(
        label=_("Your code of conduct"),
        help_text=_("A Word file (.docx), a PDF whose words can be marked, a text or a web page, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.txt,.md,.html,.htm"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > limits.MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Save it without its pictures."))
        return file


class MakeDraftForm(Form):
    """Of which policy it is a version, its title, and what of the rest belongs to the policy after all."""

    policy = forms.ModelChoiceField(
        label=_("What it becomes"),
        queryset=None,
        to_field_name="reference",
        required=False,
        empty_label=_("A new policy"),
        help_text=_("Choose a policy to make this its next version."),
    )
    is_master = forms.TypedChoiceField(
        label=_("If it is new, who publishes it?"),
        choices=[("", _("The trust, to parents directly")), ("yes", _("Each school, after adopting it"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    asks = forms.ChoiceField(label=_("What does it ask of parents?"), choices=Policy.Asks, required=False)
    resign_rule = forms.ChoiceField(
        label=_("When it changes, who is asked again?"), choices=Policy.ResignRule, required=False
    )
    review_months = forms.TypedChoiceField(label=_("How often do you review it?"), coerce=int, required=False)
    replace = forms.BooleanField(label=_("If it has an unfinished draft, replace that"), required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    use_letter = forms.BooleanField(label=_("Take the letter in the file as the covering letter"), required=False)
    put_back = forms.TypedMultipleChoiceField(
        label=_("Put back at the end of the text"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, parsed, organisation, policy=None):
        reference = policy.reference if policy else None
        read = draft.settings_of(parsed)
        super().__init__(data, initial=read | {"title": draft.wording_of(parsed).title, "policy": reference})
        self._offer_settings(read["review_months"], policy)
        known = organisation.policies.filter(master=None)
        self.fields["policy"].queryset = known
        if not organisation.is_trust or policy:
            del self.fields["is_master"]
        if not known.exists():
            del self.fields["policy"]
        if not known.filter(versions__published_at=None, versions__submitted_at=None, versions__isnull=False).exists():
            del self.fields["replace"]
        lines = [(number, _line(left)) for number, left in enumerate(parsed.left_out) if left.what.strip()]
        self.fields["put_back"].choices = lines
        if not lines:
            del self.fields["put_back"]
        if not parsed.attachments:
            del self.fields["use_letter"]

    def _offer_settings(self, months, policy):
        """For a new policy. What a known one asks, and of whom, stays as it is."""
        self.fields["review_months"].choices = _rhythms(months)
        for name in ("policy", "is_master", *SETTINGS):
            self.fields[name].needed_here = True
        for name in SETTINGS if policy else ():
            del self.fields[name]

    def clean(self):
        """What was left as it was read is not said again."""
        left = [name for name in SETTINGS if not self.cleaned_data.get(name)]
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


def _rhythms(months):
    """The usual ones, and the document's own."""
    usual = list(REVIEW_MONTHS)
    own = ngettext("Every month", "Every %(n)s months", months) % {"n": months}
    return usual if months in dict(usual) else sorted([*usual, (months, own)])


def _line(left):
    return f"{truncatewords(left.what, 20)} – {left.why}"
