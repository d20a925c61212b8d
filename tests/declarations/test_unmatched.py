"""Those who came by the school link and whom the roll does not know wait until the office says who they are."""

from copy import deepcopy

import pypdfium2
import pytest
from django.core import mail
from django.utils import timezone

from declarations import sending
from declarations.joining import introducing, matching, poster
from declarations.joining.models import Introduction
from declarations.models import Declaration, Message
from organisations.models import Adult, Child, Event
from tests import factories as make
from tests.declarations.staff import office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def school_of_all():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school, given_name="Amira", family_name="Okafor", class_name="4 Oak")
    make.parent_of(child, given_name="Sam", family_name="Okafor", email="old@home.example", phone="01632 960417")
    make.parent_at(school, given_name="Zofia", family_name="Nowak")
    make.published(school)
    return school


@pytest.fixture
def school(db, school_of_all):
    return deepcopy(school_of_all)


def introduced(school, *, confirmed=True, **said):
    said = {"name": "Sam Okafor", "email": "sam@new.example", "child": "amira okafor", "class_name": "5 Elm"} | said
    return Introduction.objects.create(organisation=school, confirmed_at=timezone.now() if confirmed else None, **said)


def sam():
    return Adult.objects.get(given_name="Sam")


def matches(office, introduction, **typed):
    return office.posts("match", introduction.pk, **({"adult": sam().pk, "asked": "on"} | typed))


def test_whoever_has_not_confirmed_is_not_seen(school):
    introduced(school, confirmed=False)
    office = office_at(school)
    assert "Nobody waits to be matched" in office.opens("unmatched").text
    assert "Match them" not in office.opens("to_do").text
    assert office.opens("match", Introduction.objects.get().pk).status_code == 404


def test_whoever_has_confirmed_stands_in_the_queue_and_in_the_list_of_the_morning(school):
    introduced(school)
    office = office_at(school)
    assert "sam@new.example" in office.opens("unmatched").text
    assert "Match them" in office.opens("to_do").text


def test_what_differs_from_the_roll_is_marked(school):
    page = office_at(school).opens("match", introduced(school).pk)

    [candidate] = page.context["candidates"]
    assert [fact.is_same for fact in candidate.facts] == [True, False, True, False]
    assert "<bdi>old@home.example</bdi>" in page.text
    assert "<ins><bdi>sam@new.example</bdi></ins>" in page.text
    assert "<ins><bdi>5 Elm</bdi></ins>" in page.text
    assert "01632 960417" in page.text
    assert "Nowak" not in page.text


@pytest.mark.parametrize(
    "said",
    [
        {"name": "SAM  O'KAFOR", "child": "x"},
        {"name": "x", "child": "Amira Okafor"},
        {"name": "x", "child": "Amira Smith", "class_name": "4 oak"},
    ],
)
def test_an_adult_is_found_by_their_name_or_their_child(school, said):
    assert [each.adult for each in matching.candidates(introduced(school, **said))] == [sam()]


def test_whoever_agrees_in_most_stands_first(school):
    farther = sam()
    child = make.ChildFactory(school=school, given_name="Amira", family_name="Okafor", class_name="5 Elm")
    nearer = make.parent_of(child, given_name="Sam", family_name="Okafor")
    assert [each.adult for each in matching.candidates(introduced(school))] == [nearer, farther]


def test_nobody_like_it_offers_the_roll(school):
    page = office_at(school).opens("match", introduced(school, name="Xenia Quill", child="Q R").pk)
    assert "Nobody on the roll is like this" in page.text


def test_matched_the_roll_gets_the_address_and_a_link_goes_there(school):
    introduction = introduced(school)
    office = office_at(school)

    page = matches(office, introduction)
    sending.send(Message.objects.get(purpose="link").pk)

    assert "The roll has the address now" in page.text
    assert sam().email == "sam@new.example"
    assert mail.outbox[0].to == ["sam@new.example"]
    introduction.refresh_from_db()
    assert (introduction.adult, introduction.settled_by) == (sam(), office.user)
    assert Event.objects.get(verb="matched").actor == office.user
    assert Child.objects.get(given_name="Amira").class_name == "4 Oak"
    assert not Declaration.objects.exists()


def test_the_address_that_the_roll_had_before_is_told_once(school):
    introduction = introduced(school)
    matches(office_at(school), introduction)
    for _ in range(2):
        for pk in introducing.untold().values_list("pk", flat=True):
            introducing.tell_replaced(pk)

    [email] = mail.outbox
    assert email.to == ["old@home.example"]
    assert "If that is wrong, please reply at once." in email.body
    assert "sam@new.example" not in email.body
    introduction.refresh_from_db()
    assert introduction.replaced == ""


def test_with_no_address_before_nobody_is_told(school):
    Adult.objects.filter(given_name="Sam").update(email="")
    matches(office_at(school), introduced(school))
    assert not introducing.untold().exists()


def test_whoever_asked_twice_is_matched_once(school):
    first, _second = introduced(school), introduced(school)
    other = introduced(school, name="Ngozi Okafor")
    matches(office_at(school), first)
    assert list(matching.waiting_at(school)) == [other]


def test_somebody_new_can_be_added_to_the_child_named(school):
    page = office_at(school).opens("match", introduced(school, name="Ngozi Okafor").pk)
    assert f"/roll/children/{Child.objects.get(given_name='Amira').pk}/add-adult/" in page.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"asked": ""}, "Ask the person first, then tick the box"),
        ({"adult": ""}, "Choose who it is"),
        ({"adult": "999999"}, "Choose one of those shown here"),
    ],
)
def test_nothing_changes_before_a_person_was_asked(school, typed, error):
    page = matches(office_at(school), introduced(school), **typed)
    assert page.status_code == 422
    assert error in page.text
    assert sam().email == "old@home.example"


def test_whoever_is_not_to_be_contacted_is_shown_and_cannot_be_chosen(school):
    Adult.objects.filter(given_name="Sam").update(contact_rule="court_order")
    introduction, office = introduced(school), office_at(school)
    assert "Court order: do not contact" in office.opens("match", introduction.pk).text
    assert matches(office, introduction).status_code == 422
    with pytest.raises(matching.CannotMatch):
        matching.match(introduction, sam(), by=office.user)
    assert sam().email == "old@home.example"


def test_refused_leaves_the_queue_and_nobody_is_written_to(school):
    introduction, office = introduced(school), office_at(school)
    page = office.posts("refuse", introduction.pk)
    assert "Nobody waits to be matched" in page.text
    assert not Message.objects.filter(purpose="link").exists()
    Introduction.objects.update(at="2026-01-01T00:00Z", settled_at="2026-01-02T00:00Z")
    introducing.forget_old()
    assert not Introduction.objects.exists()


def test_settled_twice_is_settled_once(school):
    introduction, office = introduced(school), office_at(school)
    matches(office, introduction)
    office.posts("refuse", introduction.pk)
    assert "This is settled already." in matches(office, introduction).text
    introduction.refresh_from_db()
    assert introduction.adult == sam()


def test_another_school_sees_nothing_of_it(school):
    introduction = introduced(school)
    elsewhere = office_at(make.SchoolFactory())
    assert "sam@new.example" not in elsewhere.opens("unmatched").text
    assert matches(elsewhere, introduction).status_code == 404
    assert elsewhere.posts("refuse", introduction.pk).status_code == 404


@pytest.mark.parametrize("number", [1, 6])
def test_many_candidates_cost_as_much_as_one(school, number, django_assert_num_queries):
    for _ in range(number):
        make.parent_of(Child.objects.get(given_name="Amira"))
    introduction = introduced(school)
    with django_assert_num_queries(2):
        assert len(matching.candidates(introduction)) == number + 1


def test_the_poster_leads_to_the_school_s_page(school):
    [sheet] = pypdfium2.PdfDocument(poster.printed(school))
    words = " ".join(sheet.get_textpage().get_text_range().split())
    assert f"http://localhost:8000/join/{school.slug}/" in words
    assert "Signing is voluntary." in words
    page = office_at(school).opens("poster")
    assert page["Content-Type"] == "application/pdf"


def test_a_trust_has_no_poster_of_its_own():
    trust = make.TrustFactory()
    office = office_at(trust)
    assert office.opens("poster").status_code == 404
    assert "poster.pdf" not in office.opens("unmatched").text


def test_what_is_settled_is_forgotten_and_history_stays(school):
    introduction = introduced(school)
    matches(office_at(school), introduction)
    Introduction.objects.update(at="2026-01-01T00:00Z", settled_at="2026-01-02T00:00Z")
    introducing.forget_old()
    assert not Introduction.objects.exists()
    assert Event.objects.get(verb="matched").about_id == introduction.pk
