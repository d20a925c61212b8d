"""Who looked at whose record is written down, and heads can read it."""

import html
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from declarations import reminders
from organisations.models import Event
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db
WHAT = [
    "an adult's page",
    "an adult on the roll",
    "a child on the roll",
    "a message",
    "the list as a file",
    "the list to print",
]


class House:
    """A school where one adult was asked and signed, its office and its head."""

    def __init__(self, **school):
        self.school = make.SchoolFactory(**school)
        self.adult = make.parent_at(self.school)
        request = make.published(self.school, reference="code").requests.get()
        reminders.queue_all()
        self.message = request.messages.get()
        make.answer(request)

    def logged_in(self):
        self.office, self.head = self.browser("office"), self.browser("head")
        return self

    def browser(self, role):
        browser = Client()
        browser.user = make.head_of(self.school, role)
        browser.force_login(browser.user)
        return browser

    def address(self, name, *numbers):
        return reverse(name, args=[self.school.slug, *numbers])

    def pages(self):
        return {
            "an adult's page": self.address("declarations:adult", self.adult.pk),
            "an adult on the roll": self.address("roll:adult", self.adult.pk),
            "a child on the roll": self.address("roll:child", self.adult.children.get().pk),
            "a message": self.address("declarations:message", self.message.pk),
            "the list as a file": self.address("declarations:board_csv"),
            "the list to print": self.address("declarations:register"),
        }

    def looks(self, browser=None, **asked):
        page = (browser or self.head).get(self.address("declarations:looks"), asked)
        return page, [(look.actor, look.verb, look.adult) for look in page.context["page"].object_list]


house_of_all = once(House)


@pytest.fixture
def house(db, house_of_all):
    return deepcopy(house_of_all).logged_in()


@pytest.mark.parametrize("what", WHAT)
def test_whoever_opens_a_record_or_takes_one_away_is_written_down(house, what):
    assert house.office.get(house.pages()[what]).status_code == 200
    page, [(actor, _verb, _adult)] = house.looks()
    assert actor == house.office.user
    assert str(house.office.user) in page.text


def test_the_head_sees_at_whom(house):
    house.office.get(house.pages()["an adult's page"])
    house.office.get(house.pages()["a message"])
    house.office.get(house.pages()["a child on the roll"])
    page, looks = house.looks()
    assert [adult for _who, _verb, adult in looks] == [None, house.adult, house.adult]
    assert html.escape(house.adult.full_name) in page.text and str(house.adult.children.get()) in page.text


def test_a_page_that_tells_of_no_family_is_not_written_down(house):
    for name in ["declarations:board", "policies:index"]:
        house.office.get(house.address(name))
    assert house.looks()[1] == []


def test_looks_are_chosen_by_person_day_and_adult(house):
    other = make.parent_at(house.school)
    house.office.get(house.address("declarations:adult", other.pk))
    house.head.get(house.pages()["a message"])
    assert len(house.looks(who=house.office.user.pk)[1]) == 1
    assert house.looks(since="2999-01-01")[1] == []
    assert [adult for *_rest, adult in house.looks(adult=house.adult.pk)[1]] == [house.adult]
    assert house.looks(who="x", since="y")[0].status_code == 200


def test_another_school_s_looks_and_adults_are_not_there(house):
    elsewhere = House().logged_in()
    house.office.get(house.pages()["an adult's page"])
    assert elsewhere.looks()[1] == []
    assert elsewhere.head.get(elsewhere.address("declarations:looks"), {"adult": house.adult.pk}).status_code == 404


def test_a_trust_sees_the_looks_of_its_schools():
    trust = make.TrustFactory()
    house = House(trust=trust).logged_in()
    house.office.get(house.pages()["an adult's page"])
    officer = Client()
    officer.force_login(make.head_of(trust, "trust"))
    page = officer.get(reverse("declarations:looks", args=[trust.slug]))
    assert [look.adult for look in page.context["page"].object_list] == [house.adult]


def test_after_its_time_a_look_is_shown_no_more(house, settings, time_machine):
    house.office.get(house.pages()["an adult's page"])
    settings.LOOKS_SHOWN = 30
    assert len(house.looks()[1]) == 1
    settings.LOOKS_SHOWN = 0
    assert house.looks()[1] == []


def test_the_history_holds_numbers_and_no_names(house):
    for address in house.pages().values():
        house.office.get(address)
    for event in Event.objects.filter(actor=house.office.user):
        assert house.adult.family_name not in str(event.detail)


def test_many_looks_cost_no_more_than_few(house, django_assert_max_num_queries):
    for _n in range(3):
        house.office.get(house.pages()["an adult's page"])
        house.office.get(house.pages()["a message"])
        house.office.get(house.pages()["a child on the roll"])
    house.looks()
    with django_assert_max_num_queries(20):
        house.looks()
