import pytest

from declarations.models import Message
from tests import factories as make
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


def reminded():
    """Messages that ask for an answer."""
    return Message.objects.exclude(purpose="receipt")


def rows(response):
    return [row.record.adult for row in response.context["table"].paginated_rows]


def test_before_anything_is_published_the_board_says_what_will_be_here():
    page = office_at(make.SchoolFactory()).opens("board")
    assert "No code of conduct asks for an answer yet" in page.text


def test_the_figures_count_adults_and_children():
    school = make.SchoolFactory()
    child, sibling = make.ChildFactory(school=school), make.ChildFactory(school=school)
    make.parent_of(child)
    of_both = make.parent_of(child, sibling)
    version = make.published(school)
    make.answer(version.requests.get(adult=of_both))

    page = office_at(school).opens("board")

    assert "1 of 2 adults asked have signed" in page.text
    figures = page.context["children"]
    assert (figures.asked, figures.some, figures.every) == (2, 2, 1)


def test_whoever_needs_a_person_stands_first():
    school = make.SchoolFactory()
    signed, unwritten, talks = (make.parent_at(school, family_name=name) for name in "ABC")
    version = make.published(school)
    make.answer(version.requests.get(adult=signed))
    make.answer(version.requests.get(adult=talks), "wants_to_talk")

    assert rows(office_at(school).opens("board")) == [talks, unwritten, signed]


@once
def two_adults():
    """(a school, {name: adult}); the second has signed."""
    school = make.SchoolFactory()
    amira = make.ChildFactory(school=school, given_name="Amira", class_name="4 Oak")
    joe = make.ChildFactory(school=school, given_name="Joe", year_group="5", class_name="5 Elm")
    adults = {
        "one": make.parent_of(amira, family_name="O'Brien-Łukaszewicz", email="sam@home.example"),
        "two": make.parent_of(joe, given_name="Ada", family_name="Jones"),
    }
    make.answer(make.published(school).requests.get(adult=adults["two"]))
    return school, adults


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"q": "o'brien-łukaszewicz"}, "one"),
        ({"q": "Amira Sam"}, "one"),
        ({"q": "OBrien lukaszewicz"}, "one"),
        ({"q": "sam@home.example"}, "one"),
        ({"year": "5"}, "two"),
        ({"class_name": "4 Oak"}, "one"),
        ({"year": "5", "class_name": "4 Oak"}, None),
        ({"state": "signed"}, "two"),
        ({"state": "not_signed"}, "one"),
        ({"q": "nobody"}, None),
    ],
)
def test_the_list_answers_questions(two_adults, question, found):
    school, adults = two_adults

    page = office_at(school).opens("board", **question)

    assert rows(page) == ([adults[found]] if found else [])
    assert ("Nobody fits" in page.text) is (found is None)


def test_an_unknown_choice_is_said_and_finds_nobody():
    school = make.SchoolFactory()
    make.parent_at(school)
    make.published(school)

    page = office_at(school).opens("board", state="non-compliant", page="99", sort="-nothing")

    assert page.status_code == 200
    assert "Choose one of those shown here" in page.text
    assert rows(page) == []


def test_the_office_looks_at_one_code_at_a_time():
    school = make.SchoolFactory()
    make.parent_at(school)
    first, second = make.published(school, reference="gate"), make.published(school, reference="online")
    office = office_at(school)

    assert office.opens("board").context["version"] == second
    assert office.opens("board", code=first.policy_id).context["version"] == first


def test_a_viewer_sees_figures_and_no_name():
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    make.published(school)
    viewer = Staff(school, "viewer")

    page = viewer.opens("board")

    assert "0 of 1 adult asked has signed" in page.text
    assert adult.family_name not in page.text
    assert viewer.opens("board_csv").status_code == 403
    assert viewer.opens("adult", adult.pk).status_code == 403


def test_a_school_of_a_trust_sees_its_own_adults_alone():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    ours, theirs = make.parent_at(here), make.parent_at(there)
    make.published(trust)

    assert rows(office_at(here).opens("board")) == [ours]
    assert set(rows(Staff(trust, "trust").opens("board"))) == {ours, theirs}
    assert office_at(here).opens("board", at=there).status_code == 404
    assert office_at(here).opens("board", at=trust).status_code == 404


@pytest.mark.parametrize("adults", [1, 60])
def test_the_board_asks_as_much_of_the_database_for_many_as_for_one(adults, django_assert_num_queries):
    school = make.SchoolFactory()
    for _ in range(adults):
        make.parent_of(make.ChildFactory(school=school), make.ChildFactory(school=school))
    make.published(school)
    office = office_at(school)

    with django_assert_num_queries(12):
        office.opens("board")


def test_those_ticked_are_reminded_and_those_who_answered_are_not():
    school = make.SchoolFactory()
    make.parent_at(school), make.parent_at(school)
    answered, waiting = make.published(school).requests.order_by("pk")
    make.answer(answered)

    page = office_at(school).posts("remind", pick=[answered.pk, waiting.pk])

    assert "1 reminder is on its way. 1 person was left out" in page.text
    assert list(reminded().values_list("adult", flat=True)) == [waiting.adult_id]


def test_all_who_fit_the_choices_are_reminded_beyond_the_page():
    school = make.SchoolFactory()
    for _ in range(52):
        make.parent_at(school)
    make.parent_at(school, family_name="Answered")
    first, _newer = make.published(school, reference="gate"), make.published(school, reference="online")
    make.answer(first.requests.get(adult__family_name="Answered"))
    office = office_at(school)
    choices = f"code={first.policy_id}&state=not_asked"
    assert "Remind all 52 who fit" in office.opens("board", code=first.policy_id, state="not_asked").text

    page = office.posts("remind", everyone="yes", choices=choices)

    assert "52 reminders are on their way." in page.text


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("choices", ["class_name=5+Ash", "year=99", "state=gone", "code=0"])
def test_choices_that_are_none_any_more_remind_nobody(two_adults, choices):
    school, _adults = two_adults

    page = office_at(school).posts("remind", everyone="yes", choices=choices)

    assert "Nobody here can be reminded now" in page.text
    assert not reminded().exists()


def test_the_chosen_code_goes_along_with_the_questions():
    school = make.SchoolFactory()
    make.parent_at(school)
    first, _newer = make.published(school, reference="gate"), make.published(school, reference="online")
    page = office_at(school).opens("board", code=first.policy_id)
    assert f'<input type="hidden" name="code" value="{first.policy_id}"' in page.text


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("pick", [[], ["x"], ["²"], ["9" * 30], ["-1"]])
def test_a_tick_that_is_none_reminds_nobody(two_adults, pick):
    school, _adults = two_adults

    page = office_at(school).posts("remind", pick=pick, choices="state=asked")

    assert "Nobody here can be reminded now" in page.text
    assert page.redirect_chain[-1][0].endswith("?state=asked")
    assert not reminded().exists()


def test_nobody_at_another_school_is_reminded():
    make.parent_at(there := make.SchoolFactory())
    request = make.published(there).requests.get()

    office_at(make.SchoolFactory()).posts("remind", pick=[request.pk])

    assert not reminded().exists()
