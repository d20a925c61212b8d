"""What the office types about people on the roll."""

import django_filters as filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from organisations import languages, letters
from organisations.forms import Form
from organisations.models import Adult, Child, Contact
from organisations.roll import twins, values

Rule = Adult.ContactRule
ON_ROLL, LEFT = "on_roll", "left"


class Read(forms.CharField):
    """Words read as a file's are, so that what is typed and what is brought look the same."""

    def __init__(self, reader, **kwargs):
        super().__init__(**kwargs)
        self.reader = reader

    def clean(self, value):
        text = super().clean(value)
        try:
            return self.reader(text)
        except values.Unreadable as error:
            raise forms.ValidationError(_("This %s.") % error) from None


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class NewForm(Form):
    """Somebody who may be on the roll already: asked about once it turns out that there is one of this name."""

    is_another = ""

    def ask(self, help_text=""):
        self.fields["another"] = forms.BooleanField(label=self.is_another, help_text=help_text, required=False)

    def ask_about(self, namesake, address, words, *about):
        """Show who it is, with a link for those who meant the same person."""
        page = format_html('<a href="{}">{}</a>', address, words)
        self.ask(format_html("{} {}", page, " · ".join(filter(None, about))))
        self.add_error("another", str(namesake))


class ChildForm(NewForm):
    """A child; at a trust also at which school."""

    is_another = _("This is another child with the same name")
    school = forms.ModelChoiceField(queryset=None, label=_("School"), empty_label=None)
    given_name = Read(values.name, label=_("Given name"), max_length=100)
    family_name = Read(values.name, label=_("Family name"), max_length=100, required=False)
    year_group = Read(values.year_group, label=_("Year group"), max_length=10, required=False)
    class_name = Read(values.words, label=_("Class"), max_length=50, required=False)
    upn = Read(values.upn, label=_("UPN"), max_length=20, required=False)
    joined_on = forms.DateField(label=_("Joined on"), widget=DayInput)
    left_on = forms.DateField(label=_("Left on"), widget=DayInput, required=False)

    def __init__(self, *args, organisation, child=None, **kwargs):
        initial = {name: getattr(child, name) for name in self.base_fields} if child else {}
        super().__init__(*args, initial=initial, **kwargs)
        schools = organisation.reached().filter(kind=organisation.Kind.SCHOOL)
        if child or not organisation.is_trust:
            del self.fields["school"]
        else:
            self.fields["school"].queryset = schools
        if "another" in self.data and not child:
            self.ask()

    def clean(self):
        cleaned = super().clean()
        joined, left = cleaned.get("joined_on"), cleaned.get("left_on")
        if joined and left and left < joined:
            self.add_error("left_on", _("The last day is before the first."))
        return cleaned


class AdultForm(NewForm):
    """A parent or carer."""

    is_another = _("This is somebody else with the same name")
    given_name = Read(values.name, label=_("Given name"), max_length=100, required=False)
    family_name = Read(values.name, label=_("Family name"), max_length=100)
    email = Read(values.email, label=_("E-mail"), max_length=254, required=False)
    phone = Read(values.phone, label=_("Phone"), max_length=30, required=False)
    address = Read(
        values.address,
        label=_("Postal address"),
        max_length=254,
        required=False,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        help_text=_("A line each, the postcode last. Only needed where the school sends letters."),
    )
    language = forms.ChoiceField(
        label=_("Language to write to them in"),
        choices=languages.choices,
        required=False,
        help_text=_("Used where the school has words of its own in it; otherwise they are written to in English."),
    )

    def __init__(self, *args, adult=None, **kwargs):
        initial = {name: getattr(adult, name) for name in self.base_fields} if adult else {"language": languages.PORTAL}
        super().__init__(*args, initial=initial, **kwargs)
        if "another" in self.data and not adult:
            self.ask()

    def clean_language(self):
        return self.cleaned_data["language"] or self.initial["language"]


class ContactForm(Form):
    """How an adult and a child belong together."""

    relationship = forms.ChoiceField(label=_("Relationship"), choices=Contact.Relationship.choices)
    parental_responsibility = forms.BooleanField(label=_("Has parental responsibility"), required=False)

    def __init__(self, *args, contact=None, **kwargs):
        initial = {name: getattr(contact, name) for name in self.base_fields} if contact else {}
        super().__init__(*args, initial=initial, **kwargs)


class RuleForm(Form):
    """Whether an adult may be contacted, and why not."""

    contact_rule = forms.ChoiceField(
        label=_("May this person be contacted?"), choices=Rule.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only staff see this."),
    )


class MergeForm(Form):
    """Which of two records is kept."""

    kept = forms.ChoiceField(label=_("Which record is kept?"), widget=forms.RadioSelect)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = [(str(person.pk), twins.told(person)) for person in people]


class AdultFilter(filters.FilterSet):
    """Of the adults: by name, address, number or child; and who cannot be written to."""

    STATES = [
        ("no_email", _("No e-mail address")),
        ("not_contacted", _("Not to be contacted")),
        ("no_child", _("No child on roll")),
    ]
    q = filters.CharFilter(method="named", label=_("Name, address, number or child"))
    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("Show"), empty_label=_("Everybody"))

    class Meta:
        model = Adult
        fields = []
        form = Form

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = children
        self.form.helper = FormHelper(self.form)

    def named(self, adults, _name, words):
        for word in words.split()[:10]:
            child = self.children.with_letters(word)
            own = Q(letters.stand_in(letters.OF_AN_ADULT, word))
            if digits := values.digits(word):
                own |= Q(phone_key__contains=digits)
            adults = adults.filter(own | Exists(child.filter(contacts__adult=OuterRef("pk"))))
        return adults

    def in_state(self, adults, _name, state):
        if state == "no_email":
            return adults.filter(email="")
        if state == "not_contacted":
            return adults.exclude(contact_rule=Rule.NORMAL)
        return adults.exclude(Exists(self.children.on_roll().filter(contacts__adult=OuterRef("pk"))))


class ChildFilter(filters.FilterSet):
    """Of the children: by name, class, and whether they are on roll."""

    STATES = [(ON_ROLL, _("On roll")), (LEFT, _("Have left")), ("no_adult", _("Without a parent or carer"))]
    q = filters.CharFilter(method="named", label=_("Child, UPN or class"))
    state = filters.ChoiceFilter(method="in_state", choices=STATES, label=_("Show"), empty_label=_("Everybody"))

    class Meta:
        model = Child
        fields = []
        form = Form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.helper = FormHelper(self.form)

    def named(self, children, _name, words):
        for word in words.split()[:10]:
            name = Q(letters.stand_in(letters.OF_A_CHILD, word)) | Q(upn__iexact=word)
            children = children.filter(name | Q(class_name__icontains=word) | Q(year_group__iexact=word))
        return children

    def in_state(self, children, _name, state):
        on_roll = Child.objects.on_roll().filter(pk=OuterRef("pk"))
        if state == "no_adult":
            return children.on_roll().exclude(Exists(Contact.objects.filter(child=OuterRef("pk"))))
        return children.filter(Exists(on_roll)) if state == ON_ROLL else children.exclude(Exists(on_roll))
