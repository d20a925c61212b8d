import csv

import pytest

from organisations.models import Event
from tests import factories as make
from tests.declarations.staff import office_at

pytestmark = pytest.mark.django_db


def lines(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(text[1:].splitlines()))


def test_the_list_is_a_file_for_spreadsheets():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school, given_name="Amira")
    make.parent_of(child, family_name="O'Brien-Łukaszewicz", email="sam@home.example")
    request = make.published(school, reference="gate").requests.get()
    make.answer(request)

    response = office_at(school).opens("board_csv")

    assert response["Content-Disposition"] == 'attachment; filename="gate-1.csv"'
    (line,) = lines(response)
    assert line["Family name"] == "O'Brien-Łukaszewicz"
    assert (line["Children"], line["Classes"], line["State"]) == ("Amira Okafor", "4 Oak", "Signed")
    assert line["Answered"] == line["Last contact"] != ""


def test_the_file_keeps_the_choices_of_the_screen():
    school = make.SchoolFactory()
    make.parent_at(school), make.parent_at(school, email="")
    make.published(school)

    assert [line["State"] for line in lines(office_at(school).opens("board_csv", state="no_details"))] == [
        "No e-mail address"
    ]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx"])
def test_a_name_is_never_a_formula(name):
    school = make.SchoolFactory()
    make.parent_at(school, family_name=name)
    make.published(school)

    assert lines(office_at(school).opens("board_csv"))[0]["Family name"] == f"'{name}"


def test_who_took_the_list_away_is_written_down():
    school = make.SchoolFactory()
    version = make.published(school)
    office = office_at(school)

    office.opens("board_csv")

    assert Event.objects.filter(verb="exported", actor=office.user, about_id=version.pk).exists()


def test_without_a_code_there_is_no_file():
    response = office_at(make.SchoolFactory()).opens("board_csv")
    assert response.status_code == 302


def test_a_long_list_is_read_in_few_queries(django_assert_max_num_queries):
    school = make.SchoolFactory()
    for _ in range(30):
        make.parent_at(school)
    make.published(school)
    office = office_at(school)

    with django_assert_max_num_queries(12):
        assert len(lines(office.opens("board_csv"))) == 30
