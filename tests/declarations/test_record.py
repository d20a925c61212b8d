from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from declarations.models import Declaration, Message
from tests import factories as make
from tests.declarations.people import text
from tests.declarations.staff import office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


def one_asked():
    school = make.SchoolFactory()
    return school, make.asked(school)


asked_of_all = once(one_asked)


@pytest.fixture
def asked(db, asked_of_all):
    """(a school, the request of its one adult)"""
    return deepcopy(asked_of_all)


def paper(**fields):
    day = timezone.localdate().isoformat()
    return {"route": "paper", "answered_on": day, "outcome": "signed", "typed_name": "Sam Okafor"} | fields


def record(school, request, **fields):
    office = office_at(school)
    return office, office.posts("record", request.adult_id, request.pk, **paper(**fields))


def test_an_answer_on_paper_is_kept_with_the_name_of_who_recorded_it(asked):
    school, request = asked

    office, page = record(school, request)

    declaration = Declaration.objects.get()
    assert (declaration.route, declaration.recorded_by, declaration.typed_name) == ("paper", office.user, "Sam Okafor")
    assert declaration.answered_at <= timezone.now()
    assert "The answer is kept" in page.text


def test_the_adult_gets_a_receipt(asked):
    school, request = asked
    record(school, request)
    assert Message.objects.get().purpose == Message.Purpose.RECEIPT


def test_no_by_phone_needs_no_name(asked):
    school, request = asked
    record(school, request, route="phone", outcome="declined", typed_name="", comment="Does not see why")
    assert Declaration.objects.get().comment == "Does not see why"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"route": ""}, "Say how the answer reached you"),
        ({"route": "online"}, "Choose one of those shown here"),
        ({"outcome": ""}, "Choose what they answered"),
        ({"outcome": "withdrawn"}, "Choose one of those shown here"),
        ({"typed_name": " "}, "Enter the name as they wrote or said it"),
        ({"answered_on": "yesterday"}, "Enter a date, like"),
        ({"answered_on": (timezone.now() + timedelta(days=2)).date().isoformat()}, "still to come"),
        ({"answered_on": "2001-01-01"}, "not in force yet"),
    ],
)
def test_what_cannot_be_is_refused_and_comes_back(asked, fields, said):
    school, request = asked

    _office, page = record(school, request, comment="In biro", **fields)

    assert page.status_code == 422
    assert said in page.text
    assert "In biro" in page.text
    assert not Declaration.objects.exists()


def test_the_same_paper_twice_is_one_answer(asked):
    school, request = asked
    record(school, request)

    _office, page = record(school, request)

    assert "This person has answered already. Nothing was changed." in page.text
    assert "You have answered" not in page.text
    assert f'/adults/{request.adult_id}/#happened"' in page.text
    assert Declaration.objects.count() == 1


def test_whoever_comes_to_record_what_is_kept_already_finds_the_answer_instead_of_the_form(asked):
    school, request = asked
    first, _page = record(school, request)
    page = office_at(school).opens("record", request.adult_id, request.pk)
    assert f"recorded by {first.user}" in text(page)
    assert "Keep this answer" not in page.text


def test_the_same_no_twice_keeps_the_form_for_another_answer(asked):
    school, request = asked
    said = {"route": "phone", "outcome": "declined", "typed_name": ""}
    record(school, request, **said)
    _office, page = record(school, request, **said)
    assert "There is an answer already" in page.text
    assert "Keep this answer" in page.text
    assert Declaration.objects.count() == 1


def test_an_answer_to_a_request_of_somebody_else_is_not_found(asked):
    school, request = asked
    other = make.parent_at(school)
    assert office_at(school).opens("record", other.pk, request.pk).status_code == 404


def test_words_that_were_replaced_take_no_answer(asked):
    school, request = asked
    make.revise(request.version)
    assert office_at(school).opens("record", request.adult_id, request.pk).status_code == 404
