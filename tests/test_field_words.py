"""No form answers in the stock sentences of Django or allauth: every kind of field has words of ours."""

import re
from copy import deepcopy
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core import validators
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django_filters import FilterSet

from organisations.forms import WORDS, Form, ModelForm, PlainWords, is_general

APPS = ("conduct_portal", "organisations", "policies", "declarations")
PROJECT = Path(__file__).parent.parent
import_module(settings.ROOT_URLCONF)  # and with it all views, and their forms


def below(kind):
    return {kind}.union(*map(below, kind.__subclasses__()))


def is_ours(kind):
    return kind.__module__.split(".")[0] in APPS and kind not in (Form, ModelForm)


CONFIGURED = {import_string(path) for path in [*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()]}
FORMS = sorted(CONFIGURED | {kind for kind in below(forms.BaseForm) if is_ours(kind)}, key=str)
FILTERS = sorted((kind for kind in below(FilterSet) if is_ours(kind)), key=str)
NAMED = {
    name
    for app in APPS
    for path in (PROJECT / app).rglob("*.py")
    for name in re.findall(r"\bforms\.(\w*Field)\b", path.read_text())
}  # of which some are made only when a form is


def whole(kind):
    """A field of this kind, with what it cannot be made without."""
    if issubclass(kind, forms.URLField):
        return kind(assume_scheme="https")
    return kind(queryset=None) if issubclass(kind, forms.ModelChoiceField) else kind()


FIELDS = [(str(kind), name, field) for kind in FORMS for name, field in kind.base_fields.items()]
FIELDS += [(str(kind), name, deepcopy(each).field) for kind in FILTERS for name, each in kind.base_filters.items()]
FIELDS += [("forms", name, whole(getattr(forms, name))) for name in sorted(NAMED)]

STOCK = [validator.message for validator in below(validators.BaseValidator)]
STOCK += [each.message for each in vars(validators).values() if hasattr(each, "message")]
STOCK += [
    words
    for kind in below(forms.Field)
    if kind.__module__.startswith(("django.", "django_filters.", "allauth."))
    for words in vars(kind).get("default_error_messages", {}).values()
]


def said(field):
    """{code: sentence} of all that a field refuses with, in a form of the portal."""
    form = Form({})
    form.fields["it"] = asked = deepcopy(field)
    asked.required = True
    form.full_clean()
    return {each.code: each.message for each in asked.validators} | asked.error_messages


def refused(field, typed):
    """The one sentence that somebody reads who typed this."""
    form = Form({"it": typed})
    form.fields["it"] = field
    (words,) = form.errors["it"]
    return words


def test_all_forms_were_found():
    assert len(FORMS) > 60 and len(FILTERS) == 4
    assert {"JoinForm", "TimesForm", "PublishForm", "LoginForm", "PasskeyForm"} <= {kind.__name__ for kind in FORMS}


@pytest.mark.parametrize("kind", [*FORMS, *(kind._meta.form for kind in FILTERS)], ids=str)
def test_every_form_speaks_in_plain_words(kind):
    assert issubclass(kind, PlainWords)


@pytest.mark.parametrize(("form", "name", "field"), FIELDS, ids=[f"{form} {name}" for form, name, _field in FIELDS])
def test_no_stock_sentence_is_left(form, name, field):
    left = {code: words for code, words in said(field).items() if any(words is each for each in STOCK)}
    assert left == {}


@pytest.mark.parametrize("words", [words for kind in WORDS.values() for words in kind.values()], ids=repr)
def test_every_sentence_can_be_translated(words):
    assert isinstance(words, Promise)


@pytest.mark.parametrize("name", ["DateField", "TimeField", "IntegerField", "EmailField", "URLField"])
def test_what_a_sentence_gives_as_an_example_is_taken(name):
    field = whole(getattr(forms, name))
    _words, _like, example = refused(field, "?").partition(" like ")
    assert field.clean(example)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (forms.CharField(max_length=3), "four", "Make this shorter: at most 3 characters, now it has 4"),
        (forms.CharField(), "nul\x00l", "Type this again: there is an invisible sign in it"),
        (forms.IntegerField(max_value=12), "13", "Enter 12 or less"),
        (forms.IntegerField(min_value=0), "-1", "Enter 0 or more"),
        (forms.ChoiceField(choices=[("a", "A")]), "c", "Choose one of those shown here"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "", "Choose at least one"),
        (forms.BooleanField(), "", "Tick the box"),
        (forms.CharField(error_messages={"required": "Say why"}), "", "Say why"),
        (forms.CharField(widget=forms.HiddenInput), "", "Something got lost on the way. Open this page again."),
    ],
)
def test_what_is_said(field, typed, words):
    assert refused(field, typed) == words


def test_words_of_its_own_are_not_taken_for_the_words_of_a_kind():
    form = Form({})
    form.fields |= {"day": forms.DateField(), "why": forms.CharField(error_messages={"required": "Say why"})}
    form.full_clean()
    assert [is_general(field, "required") for field in form.fields.values()] == [True, False]
