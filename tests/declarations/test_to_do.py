import pytest
from django.urls import reverse
from django.utils import timezone

from declarations import notes, reminders, sending, today
from declarations.models import Message, Note
from tests import factories as make
from tests.declarations.staff import Staff, office_at

pytestmark = pytest.mark.django_db


def school_asking(*families, **fields):
    """A school whose code is in force, one adult for each name; {name: request}."""
    school = make.SchoolFactory()
    for name in families:
        make.parent_at(school, family_name=name, **fields)
    version = make.published(school)
    return school, {request.adult.family_name: request for request in version.requests.all()}


def names(page):
    return {
        group.state.value: [person[0].adult.family_name for person in group.people] for group in page.context["groups"]
    }


def test_with_nothing_to_do_the_page_says_so():
    assert "Nobody needs you" in office_at(make.SchoolFactory()).opens("to_do").text


def test_those_who_need_the_same_thing_stand_together():
    school, asked = school_asking("Talks", "Declines", "Silent")
    make.answer(asked["Talks"], "wants_to_talk", comment="About the car park")
    make.answer(asked["Declines"], "declined")
    asked["Silent"].adult.email = ""
    asked["Silent"].adult.save()

    page = office_at(school).opens("to_do")

    assert names(page) == {"wants_to_talk": ["Talks"], "no_details": ["Silent"], "declined": ["Declines"]}
    assert "About the car park" in page.text


def test_whose_e_mail_came_back_is_on_the_list():
    school, _asked = school_asking("Bounced")
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    Message.objects.update(bounced_at=timezone.now())

    assert names(office_at(school).opens("to_do")) == {"bounced": ["Bounced"]}


def test_a_note_that_settles_it_takes_them_off_the_list():
    school, asked = school_asking("Talks")
    answer = make.answer(asked["Talks"], "wants_to_talk")
    office = office_at(school)

    page = office.posts("adult", asked["Talks"].adult_id, text="Rang, all clear now", settles=answer.pk)

    assert "Your note is kept" in page.text
    assert "Rang, all clear now" in page.text
    assert names(office.opens("to_do")) == {}


def test_a_note_may_leave_them_on_the_list():
    school, asked = school_asking("Talks")
    make.answer(asked["Talks"], "wants_to_talk")
    office = office_at(school)

    office.posts("adult", asked["Talks"].adult_id, text="Nobody answered the phone")

    assert names(office.opens("to_do")) == {"wants_to_talk": ["Talks"]}


def test_whoever_wants_to_talk_again_is_back():
    school, asked = school_asking("Talks")
    answer = make.answer(asked["Talks"], "wants_to_talk")
    notes.add(asked["Talks"].adult, school, by=make.UserFactory(), text="Rang", settles=answer)
    asked["Talks"].refresh_from_db()

    make.answer(asked["Talks"], "wants_to_talk", comment="One more thing")

    assert names(office_at(school).opens("to_do")) == {"wants_to_talk": ["Talks"]}


def test_an_empty_note_is_refused():
    school, asked = school_asking("Talks")
    page = office_at(school).posts("adult", asked["Talks"].adult_id, text=" ")
    assert page.status_code == 422
    assert not Note.objects.exists()


def test_a_note_never_settles_somebody_else_s_answer():
    school, asked = school_asking("Talks", "Other")
    theirs = make.answer(asked["Other"], "wants_to_talk")
    make.answer(asked["Talks"], "wants_to_talk")

    page = office_at(school).posts("adult", asked["Talks"].adult_id, text="Rang", settles=theirs.pk)

    assert page.status_code == 422
    assert "Rang" in page.text


def test_long_groups_show_the_first_and_say_how_many_more():
    school, asked = school_asking(*(f"Family {n}" for n in range(11)))
    for request in asked.values():
        make.answer(request, "wants_to_talk")

    page = office_at(school).opens("to_do")

    (group,) = page.context["groups"]
    assert (len(group.people), group.number, group.more) == (8, 11, 3)
    assert "And 3 more" in page.text


def test_those_not_shown_are_listed_with_the_code_that_they_are_about():
    school, asked = school_asking(*(f"Family {n}" for n in range(9)))
    for request in asked.values():
        make.answer(request, "wants_to_talk")
    about = request.version.policy_id
    make.published(school, reference="newer")
    office = office_at(school)

    assert f"?code={about}&amp;state=wants_to_talk" in office.opens("to_do").text
    listed = office.opens("board", code=about, state="wants_to_talk")
    assert listed.context["table"].paginator.count == 9


def test_a_person_stands_there_once_for_all_that_is_asked():
    school, asked = school_asking("Silent", email="")
    second = make.published(school, reference="second")

    (group,) = office_at(school).opens("to_do").context["groups"]

    assert [[request.version for request in person] for person in group.people] == [[asked["Silent"].version, second]]
    assert group.number == 1


@pytest.mark.parametrize("adults", [1, 30])
def test_the_list_asks_as_much_of_the_database_for_many_as_for_one(adults, django_assert_num_queries):
    school, asked = school_asking(*(f"Family {n}" for n in range(adults)))
    for request in asked.values():
        make.answer(request, "declined")
    office = office_at(school)

    with django_assert_num_queries(13):
        office.opens("to_do")


def test_a_viewer_has_nothing_to_do():
    assert Staff(make.SchoolFactory(), "viewer").opens("to_do").status_code == 403


def test_everything_to_say_and_do_is_at_hand():
    school = make.SchoolFactory()
    adult = make.parent_at(school, family_name="Unreached", email="", phone="01632 960200")
    make.published(school, title="Being kind online")

    page = office_at(school).opens("to_do")

    assert "We have no e-mail address for you, so you have not had “Being kind online”" in page.text
    assert "tel:01632 960200" in page.text
    for door in ("declarations:letters", "roll:correct_adult", "declarations:record"):
        args = {"declarations:letters": [], "declarations:record": [adult.pk, adult.requests.get().pk]}
        assert reverse(door, args=[school.slug, *args.get(door, [adult.pk])]) in page.text


def test_a_note_on_the_list_settles_all_that_somebody_raised():
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    answers = []
    for reference in ("gate", "online"):
        request = make.published(school, reference=reference).requests.get()
        answers.append(make.answer(request, "declined"))
    office = office_at(school)

    page = office.posts(
        "adult", adult.pk, text="Rang; all is well.", settles=answers[0].pk, also=answers[1].pk, from_to_do="yes"
    )

    assert page.redirect_chain[-1][0] == reverse("declarations:to_do", args=[school.slug])
    assert "Nobody needs you" in page.text


def test_nobody_s_answer_is_settled_by_a_note_on_somebody_else():
    school = make.SchoolFactory()
    adult, other = make.parent_at(school), make.parent_at(school)
    version = make.published(school)
    theirs = make.answer(version.requests.get(adult=other), "declined")

    office_at(school).posts("adult", adult.pk, text="Rang.", also=theirs.pk, from_to_do="yes")

    assert not theirs.notes.exists()


def test_whoever_cannot_be_reached_rests_after_a_note_and_comes_back():
    school = make.SchoolFactory()
    adult = make.parent_at(school, email="")
    make.published(school)
    office = office_at(school)
    office.posts("adult", adult.pk, text="No answer on the phone.", from_to_do="yes")
    assert "Nobody needs you" in office.opens("to_do").text

    Note.objects.update(at=timezone.now() - today.RESTS)

    assert office.opens("to_do").context["groups"][0].number == 1


def test_a_note_from_the_list_may_leave_them_there():
    school, asked = school_asking("Talks")
    answer = make.answer(asked["Talks"], "wants_to_talk")

    page = office_at(school).posts(
        "adult", asked["Talks"].adult_id, text="Nobody answered.", settles=[answer.pk, ""], from_to_do="yes"
    )

    assert names(page) == {"wants_to_talk": ["Talks"]}
