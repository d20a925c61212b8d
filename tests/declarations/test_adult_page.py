import pytest

from declarations import copies, reminders, sending
from declarations.models import Message
from tests import factories as make
from tests.declarations.staff import Staff, office_at

pytestmark = pytest.mark.django_db


def one_asked(**fields):
    school = make.SchoolFactory()
    return school, make.asked(school, **fields)


def test_the_page_tells_all_that_happened():
    school, request = one_asked()
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    make.answer(request, "wants_to_talk", comment="Please ring after four")

    page = office_at(school).opens("adult", request.adult_id)

    for words in ("Wants to talk", "Please ring after four", "Written to:", "The code was published", "Child"):
        assert words in page.text


def test_the_signed_copy_can_be_taken_away():
    school, request = one_asked()
    declaration = make.answer(request)
    copies.store(declaration)
    office = office_at(school)

    assert "Signed copy (PDF)" in office.opens("adult", request.adult_id).text
    response = office.opens("signed_copy", declaration.pk)
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_a_copy_not_made_yet_is_promised():
    school, request = one_asked()
    declaration = make.answer(request)

    page = office_at(school).browser.get(f"/o/{school.slug}/declarations/{declaration.pk}/pdf", follow=True)

    assert "The PDF is being made" in page.text


def test_one_adult_can_be_reminded_from_their_page():
    school, request = one_asked()
    office = office_at(school)

    page = office.posts("remind", pick=request.pk, adult=request.adult_id)

    assert "1 reminder is on its way" in page.text
    assert page.redirect_chain[-1][0].endswith(f"/adults/{request.adult_id}/")


def test_nobody_without_an_address_is_offered_a_reminder():
    school, request = one_asked(email="")
    page = office_at(school).opens("adult", request.adult_id)
    assert "None on the roll" in page.text
    assert "Send a reminder now" not in page.text


def test_who_has_no_address_gets_a_letter_from_their_page_and_an_address_on_the_next():
    school, request = one_asked(email="")
    office = office_at(school)

    page = office.opens("adult", request.adult_id)

    assert f'href="/o/{school.slug}/roll/adults/{request.adult_id}/correct/">Correct these' in page.text
    assert "Letter with a QR code" in page.text
    letter = office.posts("letters", pick=request.pk, adult=request.adult_id)
    assert letter["Content-Type"] == "application/pdf"


def test_who_has_answered_is_offered_no_letter():
    school, request = one_asked()
    make.answer(request, "declined")

    assert "Letter with a QR code" not in office_at(school).opens("adult", request.adult_id).text


def test_adults_and_answers_of_other_schools_are_not_found():
    _school, request = one_asked()
    declaration = make.answer(request)
    stranger = office_at(make.SchoolFactory())

    assert stranger.opens("adult", request.adult_id).status_code == 404
    assert stranger.opens("signed_copy", declaration.pk).status_code == 404


def test_a_sibling_school_never_learns_of_this_school_s_own_code():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    adult = make.parent_of(make.ChildFactory(school=here), make.ChildFactory(school=there))
    request = make.published(here, reference="gate").requests.get()
    declaration = make.answer(request)
    sibling = office_at(there)

    page = sibling.opens("adult", adult.pk)

    assert "Nothing is asked of this person at present" in page.text
    assert "Being kind online" not in page.text
    assert sibling.opens("signed_copy", declaration.pk).status_code == 404


@pytest.mark.parametrize("times", [1, 4])
def test_the_page_asks_as_much_of_the_database_after_a_long_story(times, django_assert_num_queries):
    school, request = one_asked()
    for n in range(times):
        make.answer(request, "wants_to_talk", comment=f"Question {n}")
    office = Staff(school, "head")

    with django_assert_num_queries(17):
        office.opens("adult", request.adult_id)
