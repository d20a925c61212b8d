"""The tray: pages that nobody could read wait for somebody; who sees them, and at what price."""

from pathlib import Path

import pytest

from declarations import asking
from declarations.models import Declaration, Request
from declarations.papers import filing
from declarations.papers.models import Paper
from declarations.papers.pile_models import PilePage
from organisations.models import Event
from tests import factories as make
from tests.declarations.papers.returned import TODAY, come_back, one_back, parent, typed, unreadable
from tests.declarations.staff import Staff, office_at

pytestmark = pytest.mark.django_db


# ── The tray ─────────────────────────────────────────────────────────────────────────────────────


def test_a_page_nobody_could_read_is_given_to_an_adult_and_filed(school, office):
    adult = parent(school)
    asked = make.published(school).requests.get()
    page = unreadable(school)

    found = office.opens("page", page.pk, q="rao").text
    assert f"?request={asked.pk}" in found and "Waits for this answer" in found
    assert "<bdi>Sam Rao</bdi>" in office.opens("page", page.pk, request=asked.pk).text
    said = {"request": asked.pk, "outcome": "wants_to_talk", "answered_on": TODAY()}
    office.posts("page", page.pk, **said)

    declaration = Declaration.objects.get()
    assert (declaration.request.adult, declaration.outcome) == (adult, "wants_to_talk")
    assert Paper.objects.get().declaration == declaration


def test_a_page_may_turn_out_to_be_somebody_else_s(school, office):
    page, _asked = one_back(school)
    parent(school, given_name="Ines", family_name="Bell")
    asking.bring_up_to_date(page.form.request.version.policy)
    other = Request.objects.get(adult__family_name="Bell")

    said = {"request": other.pk, "outcome": "signed", "typed_name": "I Bell", "answered_on": TODAY()}
    office.posts("page", page.pk, **said)

    assert Declaration.objects.get().request == other


def test_a_search_that_finds_nobody_says_so(school, office):
    assert "Nobody who is asked" in office.opens("page", unreadable(school).pk, q="nobody").text


@pytest.mark.parametrize("chosen", ["0", "999999999", "x", "9" * 30, "-1"])
def test_a_request_that_is_not_there_is_not_found(school, office, chosen):
    assert office.opens("page", unreadable(school).pk, request=chosen).status_code == 404


def test_a_request_of_another_school_is_not_found(school, office):
    elsewhere = make.SchoolFactory()
    parent(elsewhere)
    foreign = make.published(elsewhere).requests.get()
    page = unreadable(school)
    assert office.opens("page", page.pk, request=foreign.pk).status_code == 404
    assert office.posts("page", page.pk, request=foreign.pk, outcome="declined").status_code == 404
    assert not Declaration.objects.exists()


def test_without_an_adult_nothing_can_be_filed(school, office):
    page = unreadable(school)
    assert office.posts("page", page.pk, outcome="declined", answered_on=TODAY()).status_code == 200
    assert not Declaration.objects.exists()


def test_a_page_is_put_away_for_a_reason_and_its_picture_goes(school, office, django_capture_on_commit_callbacks):
    page = unreadable(school)
    path = Path(page.picture.path)
    with django_capture_on_commit_callbacks(execute=True):
        after = office.posts("discard_page", page.pk, why="no_answer", note="A letter about lunch")

    assert "put away" in after.text
    assert not path.exists()
    page.refresh_from_db()
    assert (page.discarded_by, page.discarded_why, page.picture.name) == (office.user, "no_answer", "")
    assert Event.objects.get(verb="page_discarded").detail == {"why": "no_answer", "sha256": page.sha256}
    assert "A letter about lunch" in office.opens("page", page.pk).text
    assert not filing.waiting_at(school).exists()


@pytest.mark.parametrize("why", ["", "because"])
def test_without_a_reason_no_page_is_put_away(school, office, why):
    page = unreadable(school)
    assert "Say why" in office.posts("discard_page", page.pk, why=why).text
    assert filing.waiting_at(school).exists()


def test_what_is_filed_cannot_be_put_away(school, office):
    page, _asked = one_back(school)
    office.posts("pile", page.pile_id, **typed(page))
    assert "already" in office.posts("discard_page", page.pk, why="again").text
    assert PilePage.objects.get().discarded_at is None


def test_the_rest_of_a_pile_is_put_away_in_one_go(school, office):
    parent(school, given_name="Ada"), parent(school, given_name="Ben")
    ada, ben = come_back(school, make.published(school))
    office.posts("pile", ada.pile_id, **typed(ada))

    after = office.posts("discard_rest", ada.pile_id, why="again")

    assert "1 page was put away" in after.text
    ben.refresh_from_db()
    assert ben.discarded_why == "again" and Declaration.objects.count() == 1
    assert "Say why" in office.posts("discard_rest", ada.pile_id).text


# ── Who sees it, and at what price ───────────────────────────────────────────────────────────────


def test_the_picture_of_a_page_is_for_the_office_alone(school, office):
    page = unreadable(school)
    response = office.opens("page_picture", page.pk)
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/jpeg", "no-store")
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")
    assert Staff(school, "viewer").opens("page_picture", page.pk).status_code == 403
    assert office_at(make.SchoolFactory()).opens("page_picture", page.pk).status_code == 404


def test_a_picture_whose_file_is_gone_is_not_found(school, office):
    page = unreadable(school)
    Path(page.picture.path).unlink()
    assert office.opens("page_picture", page.pk).status_code == 404


def test_pages_that_wait_are_on_the_list_of_the_morning(school, office):
    unreadable(school)
    assert "Came back on paper" in office.opens("to_do").text
    assert "1 page could not be read" in office.opens("papers").text


def test_a_page_of_ten_is_read_in_as_many_queries_as_one_of_three(school, office, django_assert_max_num_queries):
    for number in range(10):
        parent(school, given_name=f"Parent{number}")
    pages = come_back(school, make.published(school))
    PilePage.objects.filter(pk__in=[page.pk for page in pages[3:]]).update(found="blank")
    with django_assert_max_num_queries(22):
        office.opens("pile", pages[0].pile_id)
    PilePage.objects.update(found="form")
    with django_assert_max_num_queries(22):
        assert "Page 10:" in office.opens("pile", pages[0].pile_id).text


def test_the_newest_pile_stands_first_and_the_oldest_page_of_the_tray(school, office):
    older, newer = unreadable(school), unreadable(school)
    piles, tray = office.opens("papers").text, office.opens("tray").text
    assert piles.index(f"/scans/{newer.pile_id}/") < piles.index(f"/scans/{older.pile_id}/")
    assert tray.index(f"/pages/{older.pk}/") < tray.index(f"/pages/{newer.pk}/")


def test_the_lists_of_piles_and_of_the_tray_ask_as_much_for_five_as_for_one(
    school, office, django_assert_max_num_queries
):
    for _each in range(5):
        unreadable(school)
    for page in ("papers", "tray"):
        with django_assert_max_num_queries(12):
            office.opens(page)
