"""The portal's own field markup: what eyes, ears and keyboards meet in every form."""

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.template import Context, Template
from lxml import html

from organisations.forms import Form
from organisations.layout import Reveal

CHOICES = [("signed", "I agree"), ("declined", "I do not want to sign")]


class Answer(Form):
    """One field of each kind, and a choice that opens another field."""

    name = forms.CharField(label="Your full name", help_text="As on the school's list")
    day = forms.DateField(label="Day", required=False)
    children = forms.MultipleChoiceField(
        label="Children", choices=[("1", "Amira"), ("2", "Yusuf")], widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(
        label="Your answer",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your answer"},
    )
    reason = forms.CharField(label="Why not?", required=False)
    intend = forms.BooleanField(label="I mean it")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def helper(self):
        helper = FormHelper(self)
        opened = Reveal("outcome", hints={"declined": "Reminders stop."}, declined=["reason"])
        helper.layout = Layout("name", "day", "children", opened, "intend", "token")
        return helper


def shown(form):
    """The form as a page shows it, below its summary of errors."""
    page = Template("{% load portal %}<main>{% error_summary form %}{% fields form %}</main>")
    return html.fragment_fromstring(page.render(Context({"form": form})))


def ids(page):
    return page.xpath("//@id")


def label_of(page, field):
    return " ".join(page.xpath(f"string(//label[@for='{field}'])").split())


@pytest.fixture
def empty():
    return shown(Answer({"day": "yesterday", "token": "kept"}))


def test_every_line_of_the_summary_leads_to_a_field(empty):
    targets = [target.removeprefix("#") for target in empty.xpath("//*[@class='summary']//a/@href")]

    assert targets == ["id_name", "id_day", "id_children_0", "id_outcome_0", "id_intend"]
    assert [empty.xpath(f"name(//*[@id='{target}'])") for target in targets] == ["input"] * 5


def test_the_summary_takes_the_focus_without_a_script(empty):
    (summary,) = empty.xpath("//*[@class='summary']")

    assert summary.get("tabindex") == "-1" and "autofocus" in summary.attrib
    assert empty.xpath("//*[@autofocus]") == [summary]


def test_the_summary_says_which_field_a_general_message_is_about(empty):
    lines = empty.xpath("//*[@class='summary']//a/text()")

    assert lines[0] == "Your full name – Fill this in"
    assert lines[3] == "Choose your answer"


def test_errors_of_no_field_are_in_the_summary():
    form = Answer({})
    form.add_error(None, "The words have changed. Read them again.")

    assert shown(form).xpath("string(//*[@class='summary']//li[1])") == "The words have changed. Read them again."


def test_a_form_without_errors_has_no_summary():
    assert shown(Answer()).xpath("//*[@class='summary']") == []


def test_whatever_describes_a_field_is_there(empty):
    described = [one for many in empty.xpath("//@aria-describedby") for one in many.split()]

    assert {"id_name_helptext", "id_name_error", "id_children_error", "id_outcome_error"} <= set(described)
    assert set(described) <= set(ids(empty))


def test_every_id_is_used_once(empty):
    assert len(ids(empty)) == len(set(ids(empty)))


def test_every_field_has_a_name(empty):
    for field in empty.xpath("//input[not(@type='hidden')]"):
        assert label_of(empty, field.get("id"))
    assert [" ".join(legend.text_content().split()) for legend in empty.xpath("//legend")] == [
        "Children",
        "Your answer",
    ]


def test_fields_with_errors_say_so(empty):
    assert empty.xpath("//input[@aria-invalid='true']/@name")[:2] == ["name", "day"]
    assert empty.xpath("string(//*[@id='id_name_error'])").split() == "Error: Fill this in".split()


def test_only_fields_that_may_stay_empty_are_called_optional(empty):
    assert label_of(empty, "id_day") == "Day (optional)"
    assert label_of(empty, "id_name") == "Your full name"


def test_a_field_needed_after_one_answer_is_not_called_optional():
    form = Answer()
    form.fields["reason"].needed_here = True

    assert label_of(shown(form), "id_reason") == "Why not?"


def test_an_answer_opens_its_fields_and_keeps_its_hint(empty):
    (option,) = empty.xpath("//*[@class='option'][.//*[@id='id_outcome_1']]")

    assert option.xpath(".//*[@class='revealed']//input/@name") == ["reason"]
    assert option.xpath("string(.//*[@id='id_outcome_1_hint'])") == "Reminders stop."
    assert option.xpath(".//input[@id='id_outcome_1']/@aria-describedby") == ["id_outcome_1_hint"]


def test_hidden_fields_are_hidden_and_kept(empty):
    assert empty.xpath("//input[@name='token'][@type='hidden']/@value") == ["kept"]
    assert empty.xpath("//*[@id='div_id_token']") == []


def test_what_was_typed_cannot_become_markup():
    page = shown(Answer({"name": '"><script>alert(1)</script>'}))

    assert page.xpath("//script") == []
