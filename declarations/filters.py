"""The office's questions to its lists, asked in the address so that a list can be shared and kept."""

import django_filters as filters
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.models import Message, Request
from declarations.standing import DONE, State
from organisations import letters
from organisations.forms import Form
from organisations.models import Adult

NOT_SIGNED = "not_signed"


class BoardFilter(filters.FilterSet):
    """Of those asked: by name, class and state. `places` are the (year group, class) pairs there are."""

    code = filters.CharFilter(method="unchanged", widget=forms.HiddenInput)
    q = filters.CharFilter(method="named", label=_("Child or adult"))
    year = filters.ChoiceFilter(method="with_child", label=_("Year"), empty_label=_("All years"))
    class_name = filters.ChoiceFilter(method="with_child", label=_("Class"), empty_label=_("All classes"))
    state = filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        empty_label=_("Any state"),
        choices=[(NOT_SIGNED, _("Not signed (all of them)")), *State.choices],
    )

    class Meta:
        model = Request
        fields = []
        form = Form

    def __init__(self, *args, children, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = children
        self.filters["year"].extra["choices"] = _choices(year for year, _class in places)
        self.filters["class_name"].extra["choices"] = _choices(class_name for _year, class_name in places)
        self.form.helper = FormHelper(self.form)

    def filter_queryset(self, queryset):
        """Nobody where a choice is none any more, like a class renamed since: never everybody instead."""
        return queryset.none() if self.form.errors else super().filter_queryset(queryset)

    def unchanged(self, requests, _name, _value):
        """The page has chosen the code already; here it is only carried along."""
        return requests

    def named(self, requests, _name, words):
        """Every word is found in the adult's names or e-mail address, or in a child's names."""
        for word in words.split()[:10]:
            adults = Adult.objects.with_letters(word).order_by()
            children = self.children.with_letters(word).order_by()
            requests = requests.filter(adult__in=adults.values("pk").union(children.values("adults")))
        return requests

    def with_child(self, requests, name, value):
        """One child is in this year group, or class; both together mean the same child."""
        column = {"year": "year_group", "class_name": "class_name"}[name]
        self.children = self.children.filter(**{column: value})
        return requests.filter(adult__in=self.children.values("adults"))

    def in_state(self, requests, _name, value):
        return requests.filter(state__in=_states(value))

    def known(self, counts):
        """Of {state: number} what is left by these choices; None when only counting the list can tell."""
        said = self.form.cleaned_data
        if self.form.errors or any(said.get(name) for name in ("q", "year", "class_name")):
            return None
        chosen = _states(said.get("state"))
        return {state: number for state, number in counts.items() if state in chosen}


class MessageFilter(filters.FilterSet):
    """Of the messages: to whom, what for, and what became of them."""

    q = filters.CharFilter(method="sent_to", label=_("Name, address or subject"))
    purpose = filters.ChoiceFilter(choices=Message.Purpose.choices, label=_("Message"), empty_label=_("All messages"))
    state = filters.ChoiceFilter(
        method="in_state", choices=Message.State.choices, label=_("State"), empty_label=_("Any state")
    )

    class Meta:
        model = Message
        fields = []
        form = Form

    def sent_to(self, found, _name, words):
        for word in words.split()[:10]:
            found = found.filter(letters.stand_in(letters.OF_A_MESSAGE, word))
        return found

    def in_state(self, found, _name, value):
        return found.in_state(value)


def _states(value):
    """The states that a choice stands for; no choice stands for all of them."""
    if value == NOT_SIGNED:
        return [state for state in State if state not in DONE]
    return [State(value)] if value else list(State)


def _choices(values):
    return [(value, value) for value in sorted({*values} - {""}, key=natural)]


def natural(value):
    """Year 10 comes after year 9, and Reception before both."""
    digits = "".join(filter(str.isdigit, value))
    return int(digits or 0), value
