"""What the office types about a file: the file itself, what its columns mean, and that it is meant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms import Form
from organisations.roll import columns, twins
from organisations.roll.models import Import

NAMES = {"given_name", "family_name", "full_name"}


class UploadForm(Form):
    """A file, and whether everybody is in it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "From your own records (Arbor, Bromcom, SIMS, ScholarPack…): a spreadsheet, a Common Transfer File, "
            "OneRoster or School Data Sync (these two know no postal address, no language and nothing of parental "
            "responsibility). Nothing is changed before you have seen what it would change."
        ),
    )
    holds = forms.ChoiceField(
        label=_("Who is in it?"),
        choices=Import.Holds.choices,
        widget=forms.RadioSelect,
        help_text=_("When every child is in it, those who are missing are taken to have left."),
        error_messages={"required": _("Say who is in the file")},
    )


class ColumnsForm(Form):
    """One choice for each column of the file."""

    def __init__(self, layout, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = columns.choices()
        for place, title in enumerate(columns.titles(layout["headers"])):
            samples = [sample for sample in layout["samples"][place] if sample]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=title,
                choices=groups,
                required=False,
                initial=layout["meanings"][place],
                help_text=_("For example: %s") % " · ".join(samples) if samples else _("Empty in the first rows"),
            )
            self.fields[f"column_{place}"].needed_here = True

    def clean(self):
        cleaned = super().clean()
        meanings = [meaning for meaning in cleaned.values() if meaning]
        for name, meaning in list(cleaned.items()):
            if meaning and meanings.count(meaning) > 1:
                self.add_error(name, _("Two columns have this meaning. Leave one of them out."))
        if not {f"child.{name}" for name in NAMES} & set(meanings):
            raise forms.ValidationError(_("Say which column holds the child’s name."))
        for who in sorted({meaning.partition(".")[0] for meaning in meanings} - {"child"}):
            if not {f"{who}.{name}" for name in NAMES} & set(meanings):
                raise forms.ValidationError(
                    _("Say which column holds the name of each adult, or leave their columns out.")
                )
        return cleaned

    def meanings(self):
        """One for each column, "" for those left out."""
        return list(self.cleaned_data.values())


class TwinsForm(Form):
    """Of each who may be somebody on the roll: who it is. What is left open stays as it would be."""

    ANOTHER = "another"

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {twin.name: twin for twin in found}
        for name, twin in self.found.items():
            change = twin.change
            told = map(change.facts.get, ("email", "phone", "class_name"))
            label = _("Row %(row)s: %(name)s") % {"row": change.row, "name": change.full_name}
            people = [(str(person.pk), _("The same as %s") % twins.told(person)) for person in twin.candidates]
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=" · ".join(filter(None, told)),
                choices=[("", _("Decide later")), *people, (self.ANOTHER, _("Another person"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[name].needed_here = True

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.values()) and not self.errors:
            raise forms.ValidationError(_("Say of at least one who it is."))
        children = [pk for name, pk in cleaned.items() if name.startswith("child") and pk not in ("", self.ANOTHER)]
        if len(children) > len(set(children)):
            raise forms.ValidationError(_("Two children of the file cannot be the same child."))
        return cleaned

    def verdicts(self):
        """{twin: the person on the roll, or None}."""
        said = {self.found[name]: pk for name, pk in self.cleaned_data.items() if pk}
        return {
            twin: next((person for person in twin.candidates if str(person.pk) == pk), None)
            for twin, pk in said.items()
        }


class ApplyForm(Form):
    """Yes. When many would leave, a second yes."""

    many_left = forms.BooleanField(label=_("These children have really left"), error_messages={
        "required": _("Tick the box if these children have really left; otherwise this may be the wrong file"),
    })  # fmt: skip

    def __init__(self, *args, has_many_leavers, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_many_leavers:
            del self.fields["many_left"]
