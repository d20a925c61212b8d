"""The board's list as a workbook and for the school's own records."""

import csv
import io
from datetime import datetime

import openpyxl
import pytest

from declarations import workbook
from tests import factories as make
from tests.declarations.staff import office_at

pytestmark = pytest.mark.django_db


def sheet(response):
    content = io.BytesIO(b"".join(response.streaming_content))
    return openpyxl.load_workbook(content).active


def lines(response):
    return list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))


def test_the_list_is_a_workbook():
    school = make.SchoolFactory()
    make.parent_of(make.ChildFactory(school=school, given_name="Amira"), family_name="O'Brien-Łukaszewicz")
    make.parent_at(school, family_name="Silent")
    version = make.published(school, reference="gate", title="Cars: in/out?")
    make.answer(version.requests.get(adult__family_name="O'Brien-Łukaszewicz"))

    response = office_at(school).opens("board_xlsx", state="signed")
    rows = list(sheet(response).iter_rows(values_only=True))

    assert response["Content-Disposition"] == 'attachment; filename="gate-1.xlsx"'
    assert [len(rows), rows[0][0], rows[1][0], rows[1][3]] == [2, "Family name", "O'Brien-Łukaszewicz", "Amira Okafor"]
    assert isinstance(rows[1][8], datetime)


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "=HYPERLINK(1)\x07"])
def test_a_cell_of_a_workbook_is_never_a_formula(name):
    school = make.SchoolFactory()
    make.parent_at(school, family_name=name)
    make.published(school)

    cell = sheet(office_at(school).opens("board_xlsx"))["A2"]

    assert (cell.data_type, cell.value) == ("s", name.rstrip("\x07"))


def test_too_many_for_one_workbook_is_said(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_LINES", 1)
    school = make.SchoolFactory()
    make.parent_at(school), make.parent_at(school)
    make.published(school)
    assert "Choose fewer" in office_at(school).browser.get(f"/o/{school.slug}/list.xlsx", follow=True).text


@pytest.fixture
def families():
    """A child of two adults, one of whom agreed, and a child of that one alone, in another class."""
    school = make.SchoolFactory()
    shared = make.ChildFactory(school=school, upn="A123456789012", class_name="4 Oak")
    alone = make.ChildFactory(school=school, upn="B123456789012", class_name="5 Elm", family_name="Zed")
    make.parent_of(shared, alone, given_name="Ada", family_name="Agreed")
    make.parent_of(shared, given_name="Sol", family_name="Silent")
    make.answer(make.published(school, reference="gate").requests.get(adult__family_name="Agreed"))
    return school


def test_records_have_one_line_for_each_child(families):
    found = lines(office_at(families).opens("records_csv"))

    told = [(each["UPN"], each["Policy"], each["State"], each["Adults asked"], each["Adults agreed"]) for each in found]
    assert told == [
        ("A123456789012", "gate", "Some agreed", "2", "1"),
        ("B123456789012", "gate", "All agreed", "1", "1"),
    ]
    assert [len(each["Date"]) for each in found] == [10, 10]


def test_records_may_have_a_line_for_each_adult(families):
    found = lines(office_at(families).opens("records_csv", lines="adults"))
    assert [(each["UPN"][0], each["State"], each["Adult’s family name"]) for each in found] == [
        ("A", "Signed", "Agreed"),
        ("A", "Not asked yet", "Silent"),
        ("B", "Signed", "Agreed"),
    ]


def test_records_keep_a_class_but_no_state(families):
    office = office_at(families)
    assert [each["UPN"][0] for each in lines(office.opens("records_csv", class_name="5 Elm"))] == ["B"]
    assert len(lines(office.opens("records_csv", state="signed", q="Silent"))) == 2


def test_records_of_a_class_that_no_database_can_hold_are_none(families):
    assert lines(office_at(families).opens("records_csv", class_name="5\0Elm")) == []


def test_a_list_of_a_class_that_is_gone_is_no_list_of_everybody(families):
    assert lines(office_at(families).opens("board_csv", class_name="6 Gone")) == []


def test_records_are_no_formulas_and_children_elsewhere_are_not_in_them(families):
    make.parent_at(make.SchoolFactory())
    families.pupils.update(upn="")
    families.pupils.filter(class_name="5 Elm").update(family_name="=Zed")
    office = office_at(families)

    assert [each["Family name"] for each in lines(office.opens("records_csv"))] == ["'=Zed", "Okafor"]
    assert "2 children here have no UPN" in office.opens("records").text


def test_many_children_are_read_in_as_few_queries_as_one(families, django_assert_max_num_queries):
    for _number in range(30):
        make.parent_at(families)
    office = office_at(families)
    with django_assert_max_num_queries(12):
        b"".join(office.opens("records_csv").streaming_content)
