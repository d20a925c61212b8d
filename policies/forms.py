"""What staff type about a policy: its settings, its words, the decision about them."""

from datetime import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from organisations.forms import Form
from organisations.layout import Reveal
from policies import masters, words
from policies.models import Policy

# What the editor offers is what words.clean keeps.
EDITOR = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "NoSpellCheck": False,
}
DECLARATION = ["declaration", "undertakings_lead_in", "undertakings"]  # as parents read it
REVIEW_MONTHS = [
    (6, _("Every six months")),
    (12, _("Every year")),
    (24, _("Every two years")),
    (36, _("Every three years")),
]

ASKS_HINTS = {
    "signature": _("Each adult types their name to sign, or says that they do not want to. Nobody has to."),
    "acknowledgement": _("Each adult says that they have read it. Nothing is promised."),
    "information": _("Nobody is written to. The code can be read and printed."),
}
MASTER_HINTS = {
    "": _("One text for all. The same words reach every parent on the same day."),
    "yes": _("Your words stay locked but for sections you leave open. A school adds its details and asks its parents."),
}
RESIGN_HINTS = {
    "any": _("Even a corrected spelling mistake asks every adult again."),
    "substantial": _("You say how big each change is. After a minor one, earlier answers stay good."),
    "never": _("Only adults who have not answered yet, and new ones, are asked."),
}


class PolicyForm(Form):
    """A new policy."""

    title = forms.CharField(label=_("What is it called?"), max_length=200)
    reference = forms.SlugField(
        label=_("Reference"),
        max_length=40,
        required=False,
        help_text=_("For addresses and files: letters, figures, hyphens. Leave it empty to use the title."),
    )
    is_master = forms.TypedChoiceField(
        label=_("Who publishes it?"),
        choices=[("", _("The trust, to parents directly")), ("yes", _("Each school, after adopting it"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    asks = forms.ChoiceField(label=_("What does it ask of parents?"), choices=Policy.Asks, widget=forms.RadioSelect)
    resign_rule = forms.ChoiceField(
        label=_("When it changes, who is asked again?"), choices=Policy.ResignRule, widget=forms.RadioSelect
    )
    review_months = forms.TypedChoiceField(
        label=_("How often do you review it?"), choices=REVIEW_MONTHS, coerce=int, initial=12
    )
    schools = forms.ModelMultipleChoiceField(
        label=_("Which schools does it concern?"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every school of the trust."),
    )
    year_groups = forms.MultipleChoiceField(
        label=_("Which year groups does it concern?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every year group."),
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = organisation.schools.all()
        groups = organisation.children.on_roll().exclude(year_group="").order_by("year_group")
        groups = groups.values_list("year_group", flat=True).distinct()
        self.fields["year_groups"].choices = [(group, group) for group in sorted(groups, key=_by_number)]
        if not organisation.is_trust:
            del self.fields["schools"], self.fields["is_master"]
        if not self.fields["year_groups"].choices:
            del self.fields["year_groups"]
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "title",
            "reference",
            *([Reveal("is_master", hints=MASTER_HINTS)] if organisation.is_trust else []),
            Reveal("asks", hints=ASKS_HINTS),
            Reveal("resign_rule", hints=RESIGN_HINTS),
            "review_months",
            *(name for name in ("schools", "year_groups") if name in self.fields),
        )

    def clean(self):
        reference = self.cleaned_data.get("reference") or slugify(self.cleaned_data.get("title", ""))
        self.cleaned_data["reference"] = reference[:40].strip("-")
        if not self.errors and not self.cleaned_data["reference"]:
            self.add_error("reference", _("Give it a reference: none can be made from this title."))
        return self.cleaned_data


class SlotsForm(Form):
    """What stands for the slots in this school's codes."""

    head_name = forms.CharField(
        label=_("Head, as parents know them"),
        max_length=200,
        required=False,
        help_text=_("For {head}, for example “Mrs Adeyemi”."),
    )
    office_phone = forms.CharField(
        label=_("Telephone number of the office"), max_length=30, required=False, help_text=_("For {office phone}.")
    )
    complaints_url = forms.URLField(
        label=_("Address of your complaints policy"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("For {complaints policy}: the page or file on your website."),
    )

    def __init__(self, data=None, *, organisation):
        super().__init__(data, initial={name: getattr(organisation, name) for name in self.base_fields})


class WritingForm(Form):
    """What every draft has, and the moment at which its writer began. What was typed always comes back."""

    label = forms.CharField(
        label=_("Version"), max_length=40, help_text=_("As you want to call it: 2, 2.1 or “Autumn 2027”.")
    )
    covering_letter = forms.CharField(
        label=_("Covering letter"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Goes into the e-mail that asks, and onto the form on paper. It is not part of what is signed."),
    )
    opened_at = forms.CharField(widget=forms.HiddenInput)

    def clean_opened_at(self):
        try:
            return datetime.fromisoformat(self.cleaned_data["opened_at"])
        except ValueError as error:
            raise forms.ValidationError(_("Open this page again.")) from error

    def first_problem(self):
        """One sentence for a place with room for one: the field, and what is wrong with it."""
        name, errors = next(iter(self.errors.items()))
        return f"{self[name].label}: {errors[0]}" if name in self.fields else errors[0]

    def catch_up_with(self, version):
        """Keep what was typed, and take the version as saved now for what the writer began with."""
        self.data = self.data.copy()
        self.data["opened_at"] = version.edited_at.isoformat()


class DraftForm(WritingForm):
    """The words of a draft."""

    title = forms.CharField(label=_("Title"), max_length=200)
    body = ProseEditorFormField(label=_("Text of the code"), config={"extensions": EDITOR}, required=False, strip=False)
    undertakings_lead_in = forms.CharField(
        label=_("Words that lead into the list"),
        max_length=500,
        required=False,
        help_text=_("For example “I will not:”"),
    )
    undertakings = forms.CharField(
        label=_("What parents agree to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One line for each. Leave it empty when the code has no such list."),
    )
    declaration = forms.CharField(
        label=_("What parents declare"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands above the list of what they agree to, if there is one."),
    )
    open_sections = forms.MultipleChoiceField(
        label=_("Sections that each school may word itself"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All others are locked. Save a new heading first; then it stands here."),
    )

    def __init__(self, data=None, *, version):
        super().__init__(data, initial=_initial(version))
        self.fields["body"].widget.attrs["rows"] = 20
        self.fields["body"].needed_here = True
        parts = ["title", "label", "body"]
        if headings := list(masters.sections_of(version.body)) if version.policy.is_master else []:
            self.fields["open_sections"].choices = [(heading, heading) for heading in headings]
            parts.append("open_sections")
        else:
            del self.fields["open_sections"]
        if version.policy.asks_for_answer:
            self.fields["declaration"].needed_here = True
            parts.append(Fieldset(_("The declaration"), *DECLARATION))
        else:
            for name in DECLARATION:
                del self.fields[name]
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            *parts,
            Fieldset(_("Around the code"), "covering_letter"),
            "opened_at",
        )

    def clean_body(self):
        """Without the editor people may write plain paragraphs, with an empty line between them."""
        body = self.cleaned_data["body"]
        return body if "<" in body else linebreaks(body)

    def clean_undertakings(self):
        return self.cleaned_data["undertakings"].splitlines()


class OwnPartForm(WritingForm):
    """What a school may write in a version that it adopted from its trust."""

    addendum = ProseEditorFormField(
        label=_("Your own part"),
        config={"extensions": EDITOR},
        required=False,
        strip=False,
        help_text=_("It follows the trust’s words. Begin it with a heading."),
    )
    field_order = ["label", "addendum"]

    def __init__(self, data=None, *, version):
        initial = {name: getattr(version, name) for name in ("label", "addendum", "covering_letter")}
        super().__init__(data, initial=initial | {"opened_at": version.edited_at.isoformat()})
        self.fields["addendum"].widget.attrs["rows"] = 12
        self.open = masters.open_in(version.master_version)
        for number, (heading, theirs) in enumerate(self.open.items()):
            self.fields[f"section_{number}"] = ProseEditorFormField(
                label=heading,
                config={"extensions": EDITOR},
                required=False,
                strip=False,
                initial=version.own_sections.get(heading, theirs),
                help_text=_("Your trust lets you word this section yourself. Empty, it is the trust’s words."),
            )
        # In the order in which parents read them.
        self.order_fields(["label", *(name for name in self.fields if name.startswith("section_")), "addendum"])

    def clean(self):
        """The open sections in which the school's words are not the trust's."""
        own = {}
        for number, (heading, theirs) in enumerate(self.open.items()):
            typed = self.cleaned_data.pop(f"section_{number}", "")
            text = words.clean(typed if "<" in typed else linebreaks(typed))
            if words.blocks(text) and text != theirs:
                own[heading] = text
        self.cleaned_data["own_sections"] = own
        return self.cleaned_data

    def clean_addendum(self):
        """Without the editor people may write plain paragraphs, with an empty line between them."""
        addendum = self.cleaned_data["addendum"]
        return addendum if "<" in addendum else linebreaks(addendum)


class ReviewForm(Form):
    """The decision about words that were sent for approval."""

    APPROVE, SEND_BACK = "approve", "send_back"

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(APPROVE, _("Approve these words")), (SEND_BACK, _("Send them back"))],
        widget=forms.RadioSelect,
    )
    approving_body = forms.CharField(
        label=_("Who approves"),
        max_length=200,
        required=False,
        help_text=_("As parents should read it, for example “Governing board, 12 November 2026”."),
    )
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    reason = forms.CharField(
        label=_("What should change?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    content_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, version):
        super().__init__(data, initial={"content_hash": version.content_hash})
        self.fields["reason"].needed_here = True
        self.helper = FormHelper(self)
        hints = {
            self.APPROVE: _("The head can then publish exactly these words, and no others."),
            self.SEND_BACK: _("The writers can change them and send them again."),
        }
        self.helper.layout = Layout(
            Reveal("decision", hints, approve=["approving_body", "comment"], send_back=["reason"]),
            "content_hash",
        )

    def catch_up_with(self, version):
        """Keep what was typed, and decide from now on about the words as they are now."""
        self.data = self.data.copy()
        self.data["content_hash"] = version.content_hash

    def clean(self):
        if self.cleaned_data.get("decision") == self.SEND_BACK and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say what should change, so that the writers know."))
        return self.cleaned_data


class ReviewedForm(Form):
    """A review after which the words stay as they are."""

    next_review_on = forms.DateField(
        label=_("Next review"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the history, for example who took part."),
    )

    def __init__(self, data=None, *, policy):
        super().__init__(data, initial={"next_review_on": policy.review_day_from_today()})

    def clean_next_review_on(self):
        day = self.cleaned_data["next_review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


def _initial(version):
    fields = ("title", "label", "body", "undertakings_lead_in", "declaration", "covering_letter")
    initial = {name: getattr(version, name) for name in fields}
    return initial | {
        "undertakings": "\n".join(version.undertakings),
        "opened_at": version.edited_at.isoformat(),
    }


def _by_number(group):
    """Year 10 comes after year 9, Reception before both."""
    return (int(group) if group.isdigit() else -1, group)
