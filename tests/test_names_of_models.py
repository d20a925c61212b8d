"""Every model says what one and what many of it are called: operators and lists of what depends read it."""

import re

import pytest
from django.apps import apps
from django.utils.functional import Promise

OURS = ("organisations", "policies", "declarations")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
WANTS_MORE = re.compile(r"([^aeiou]y|s|x|sh|ch|child)$", re.IGNORECASE)  # than an s, when there are many of it


def is_clumsy(one, many):
    """Whether somebody made the plural by adding an s where that makes none."""
    return many == f"{one}s" and bool(WANTS_MORE.search(one))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_is_called_by_words_of_its_own(model):
    given = model._meta.original_attrs
    assert {"verbose_name", "verbose_name_plural"} <= given.keys()
    assert isinstance(given["verbose_name_plural"], Promise), "it cannot be translated"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_many_of_it_are_called_as_people_speak(model):
    assert not is_clumsy(str(model._meta.verbose_name), str(model._meta.verbose_name_plural))


@pytest.mark.parametrize("one", ["policy", "signed copy", "sending times", "stop wish", "Child"])
def test_a_clumsy_plural_is_seen(one):
    assert is_clumsy(one, f"{one}s")


@pytest.mark.parametrize(("one", "many"), [("policy", "policies"), ("day", "days"), ("closed days", "closed days")])
def test_a_good_one_is_left_alone(one, many):
    assert not is_clumsy(one, many)
