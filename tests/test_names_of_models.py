"""Every model says what one and what many of it are called: operators and lists of what depends read it."""

import re

import pytest
from django.apps import apps
from django.utils.functional import Promise

OURS = ("organisations", "policies", "declarations")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
# What adding an s makes of a word that ends in -y, -s, -x or -sh; and the plurals that are no plurals.
CLUMSY = re.compile(r"[^aeiou]ys\b|(s|x|sh|ch)s$|\bchilds\b", re.IGNORECASE)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_is_called_by_words_of_its_own(model):
    given = model._meta.original_attrs
    assert {"verbose_name", "verbose_name_plural"} <= given.keys()
    assert isinstance(given["verbose_name_plural"], Promise), "it cannot be translated"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_many_of_it_are_called_as_people_speak(model):
    assert not CLUMSY.search(str(model._meta.verbose_name_plural))


@pytest.mark.parametrize("clumsy", ["policys", "signed copys", "sending timess", "stop wishs", "Childs"])
def test_a_clumsy_plural_is_seen(clumsy):
    assert CLUMSY.search(clumsy)
