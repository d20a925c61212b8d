"""The tray: pages that nobody could read wait for somebody; who sees them, and at what price."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations import asking
from declarations.models import Declaration, Request
from declarations.papers import filing
from declarations.papers.models import Paper
from declarations.papers.pile_models import PilePage
from organisations.models import Event
from tests import factories as make
from tests.declarations.papers.returned import TODAY, come_back, parent, typed, unreadable
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


class Back:
    """At one school a page came back that nobody can read; at another the sheets of five parents."""

    def __init__(self):
        self.school, self.other_school = make.SchoolFactory(), make.SchoolFactory()
        self.page = unreadable(self.school)
        for name in ("Ada", "Ben", "Cem", "Dee", "Eve"):
            parent(self.other_school, given_name=name)
        self.pages = come_back(self.other_school, make.published(self.other_school))


built = once(Back)


@pytest.fixture
def back(built):
    return deepcopy(built)


@pytest.fixture
def school(back):
    return back.school


@pytest.fixture
def scan(back):
    return back.page


@pytest.fixture
def other_office(back):
    return office_at(back.other_school)


# ── The tray ─────────────────────────────────────────────────────────────────────────────────────


def test_a_page_nobody_could_read_is_given_to_an_adult_and_filed(school, scan, office):
    adult = parent(school)
    asked = make.published(school).requests.get()

    found = office.opens("page", scan.pk, q="rao").text
    assert f"?request={asked.pk}" in found and "Waits for this answer" in found
    assert "<bdi>Sam Rao</bdi>" in office.opens("page", scan.pk, request=asked.pk).text
    said = {"request": asked.pk, "outcome": "wants_to_talk", "answered_on": TODAY()}
    office.posts("page", scan.pk, **said)

    declaration = Declaration.objects.get()
    assert (declaration.request.adult, declaration.outcome) == (adult, "wants_to_talk")
    assert Paper.objects.get().declaration == declaration


def test_a_page_may_turn_out_to_be_somebody_else_s(back, other_office):
    page = back.pages[0]
    parent(back.other_school, given_name="Ines", family_name="Bell")
    asking.bring_up_to_date(page.form.request.version.policy)
    other = Request.objects.get(adult__family_name="Bell")

    said = {"request": other.pk, "outcome": "signed", "typed_name": "I Bell", "answered_on": TODAY()}
    other_office.posts("page", page.pk, **said)

    assert Declaration.objects.get().request == other


def test_a_search_that_finds_nobody_says_so(scan, office):
    assert "Nobody who is asked" in office.opens("page", scan.pk, q="nobody").text


@pytest.mark.parametrize("chosen", ["0", "999999999", "x", "9" * 30, "-1"])
def test_a_request_that_is_not_there_is_not_found(scan, office, chosen):
    assert office.opens("page", scan.pk, request=chosen).status_code == 404


def test_a_request_of_another_school_is_not_found(scan, office):
    elsewhere = make.SchoolFactory()
    parent(elsewhere)
    foreign = make.published(elsewhere).requests.get()
    assert office.opens("page", scan.pk, request=foreign.pk).status_code == 404
    assert office.posts("page", scan.pk, request=foreign.pk, outcome="declined").status_code == 404
    assert not Declaration.objects.exists()


def test_without_an_adult_nothing_can_be_filed(scan, office):
    assert office.posts("page", scan.pk, outcome="declined", answered_on=TODAY()).status_code == 200
    assert not Declaration.objects.exists()


def test_a_page_is_put_away_for_a_reason_and_its_picture_goes(school, scan, office, django_capture_on_commit_callbacks):
    path = Path(scan.picture.path)
    with django_capture_on_commit_callbacks(execute=True):
        after = office.posts("discard_page", scan.pk, why="no_answer", note="A letter about lunch")

    assert "put away" in after.text
    assert not path.exists()
    scan.refresh_from_db()
    assert (scan.discarded_by, scan.discarded_why, scan.picture.name) == (office.user, "no_answer", "")
    assert Event.objects.get(verb="page_discarded").detail == {"why": "no_answer", "sha256": scan.sha256}
    assert "A letter about lunch" in office.opens("page", scan.pk).text
    assert not filing.waiting_at(school).exists()


@pytest.mark.parametrize("why", ["", "because"])
def test_without_a_reason_no_page_is_put_away(school, scan, office, why):
    assert "Say why" in office.posts("discard_page", scan.pk, why=why).text
    assert filing.waiting_at(school).exists()


def test_what_is_filed_cannot_be_put_away(back, other_office):
    page = back.pages[0]
    other_office.posts("pile", page.pile_id, **typed(page))
    assert "already" in other_office.posts("discard_page", page.pk, why="again").text
    assert PilePage.objects.get(pk=page.pk).discarded_at is None


def test_the_rest_of_a_pile_is_put_away_in_one_go(back, other_office):
    *filed, eve = back.pages
    other_office.posts("pile", eve.pile_id, **{name: value for page in filed for name, value in typed(page).items()})

    after = other_office.posts("discard_rest", eve.pile_id, why="again")

    assert "1 page was put away" in after.text
    eve.refresh_from_db()
    assert eve.discarded_why == "again" and Declaration.objects.count() == 4
    assert "Say why" in other_office.posts("discard_rest", eve.pile_id).text


# ── Who sees it, and at what price ───────────────────────────────────────────────────────────────


def test_the_picture_of_a_page_is_for_the_office_alone(school, scan, office):
    response = office.opens("page_picture", scan.pk)
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/jpeg", "no-store")
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    assert Staff(school, "viewer").opens("page_picture", scan.pk).status_code == 403
    assert office_at(make.SchoolFactory()).opens("page_picture", scan.pk).status_code == 404


def test_a_picture_whose_file_is_gone_is_not_found(scan, office):
    Path(scan.picture.path).unlink()
    assert office.opens("page_picture", scan.pk).status_code == 404


@pytest.mark.usefixtures("scan")
def test_pages_that_wait_are_on_the_list_of_the_morning(office):
    assert "Came back on paper" in office.opens("to_do").text
    assert "1 page could not be read" in office.opens("papers").text


def test_a_page_of_five_is_read_in_as_many_queries_as_one_of_two(back, other_office):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            shown = other_office.opens("pile", back.pages[0].pile_id).text
        return shown, len(asked)

    PilePage.objects.filter(pk__in=[page.pk for page in back.pages[2:]]).update(found="blank")
    _shown, of_two = cost()
    PilePage.objects.update(found="form")
    shown, of_five = cost()

    assert "Page 5:" in shown
    assert of_two == of_five <= 22


def test_the_newest_pile_stands_first_and_the_oldest_page_of_the_tray(school, scan, office):
    older, newer = scan, unreadable(school)
    piles, tray = office.opens("papers").text, office.opens("tray").text
    assert piles.index(f"/scans/{newer.pile_id}/") < piles.index(f"/scans/{older.pile_id}/")
    assert tray.index(f"/pages/{older.pk}/") < tray.index(f"/pages/{newer.pk}/")


def test_the_lists_of_piles_and_of_the_tray_ask_as_much_for_five_as_for_one(
    school, scan, office, django_assert_max_num_queries
):
    for _each in range(4):
        unreadable(school)
    for page in ("papers", "tray"):
        with django_assert_max_num_queries(12):
            office.opens(page)
