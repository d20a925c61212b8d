"""The look of lists: header, rows and tick boxes."""

import django_tables2 as tables
import pytest
from django.test import RequestFactory
from lxml import html

from organisations.tables import PickColumn


class People(tables.Table):
    caption, row_header = "Two people", "name"
    pick = PickColumn(accessor="id", names="name")
    name = tables.Column(verbose_name="Name")
    school_class = tables.Column(verbose_name='Class "now"', orderable=False)


@pytest.fixture
def page():
    rows = [
        {"id": 7, "name": "Sam O'Brien", "school_class": "4 Oak"},
        {"id": 8, "name": "<b>", "school_class": ""},
    ]
    request = RequestFactory().get("/", {"sort": "name"})
    return html.fragment_fromstring(People(rows, order_by="name").as_html(request), create_parent="main")


def test_the_header_says_what_it_is_sorted_by_and_sorts(page):
    (header,) = page.xpath("//th[@aria-sort]")

    assert header.get("aria-sort") == "ascending"
    assert header.xpath("a/@href") == ["?sort=-name"]


def test_each_row_is_named(page):
    assert page.xpath("//th[@scope='row']/text()") == ["<b>", "Sam O'Brien"]
    assert page.xpath("string(//caption)") == "Two people"


def test_cells_carry_their_columns_name_for_phones(page):
    assert page.xpath("//td[not(@class='pick')]/@data-label") == ['Class "now"'] * 2


def test_tick_boxes_say_whom_they_pick(page):
    assert page.xpath("//tbody//input[@name='pick']/@value") == ["8", "7"]
    assert [label.text_content() for label in page.xpath("//tbody//label")] == [
        "Pick <b>",
        "Pick Sam O'Brien",
    ]


def test_ticking_all_waits_for_a_script(page):
    assert page.xpath("//thead//label[@hidden]/input/@data-select-all") == ["pick"]


def test_an_empty_list_says_so():
    assert "Nothing to show." in People([]).as_html(RequestFactory().get("/"))
