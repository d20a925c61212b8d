"""The page that is made already is, word by word and tag by tag, the one that the ordinary view makes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declarations import links
from declarations.models import Link, Request
from declarations.views import parent as views
from declarations.views import quick
from policies import lifecycle
from tests import factories as make
from tests.declarations.people import Parent, parent_asked
from tests.declarations.quickly import browser, opened, words_and_tags

pytestmark = pytest.mark.django_db


def ordinary(parent, request):
    """The same page, by the way that knows every case."""
    return views.sign.__wrapped__(browser(), opened(parent.token, Link.Purpose.SIGN), request_id=request.pk)


def is_quick(parent, request):
    return quick.page_to_sign(browser(), parent.token, request.pk) is not None


def same(parent):
    request = parent.owes()
    assert is_quick(parent, request)
    assert words_and_tags(parent.reads(request)) == words_and_tags(ordinary(parent, request))
    return parent.reads(request).text


def family(*names, **adult):
    school = make.SchoolFactory(complaints_url="https://school.example/complaints")
    children = [make.ChildFactory(school=school, given_name=name) for name in names]
    parent = make.parent_of(*children, **adult)
    make.published(school)
    return Parent(parent)


@pytest.mark.parametrize("names", [["Amira"], ["Bo", "Amira"], ["Bo", "Amira", "Yusuf"], ["<b>Bo</b>", "D’Arcy & Co"]])
def test_whatever_the_children_are_called(names):
    page = same(family(*names))
    assert "<b>Bo" not in page


@pytest.mark.parametrize("name", ["O'Brien-Łukaszewicz", "<script>", "{{ name }}", "3 February 1801"])
def test_whatever_the_adult_is_called(name):
    same(family("Amira", family_name=name))


def of_two_schools(*, second_alone=False):
    """A parent with a child in each school of a trust that asks about its code, every school or one."""
    first, second = make.SchoolFactory.create_batch(2, trust=make.TrustFactory())
    version = make.draft(first.trust)
    version.policy.schools.set([second] if second_alone else [])
    children = make.ChildFactory(school=first, given_name="Bo"), make.ChildFactory(school=second, given_name="Amira")
    parent = Parent(make.parent_of(*children))
    make.publish(version)
    make.asking.bring_up_to_date(version.policy)
    return parent


def test_with_the_children_of_every_school_of_a_trust():
    assert "<bdi>Bo</bdi>" in same(of_two_schools())


def test_without_the_children_of_schools_it_does_not_concern():
    page = same(of_two_schools(second_alone=True))
    assert "<bdi>Amira</bdi>" in page
    assert "<bdi>Bo</bdi>" not in page


def test_for_acknowledgements():
    same(parent_asked(asks="acknowledgement"))


def test_with_news_for_who_answered_before():
    parent = parent_asked()
    parent.signs(parent.owes())
    make.revise(parent.adult.requests.get().version, summary_of_changes="One date.")
    assert "What changed since you last answered" in same(parent)


def test_one_parent_s_page_holds_nothing_of_another_s():
    first = family("Amira", given_name="Sam", family_name="Okafor")
    second = Parent(make.parent_at(first.adult.children.get().school, given_name="Ada", family_name="Quill"))
    make.asking.bring_up_to_date(Request.objects.get().version.policy)
    first_page, second_page = same(first), same(second)
    for secret in ("Okafor", "Amira", first.token, f"/{first.owes().pk}/"):
        assert secret in first_page
        assert secret not in second_page


def test_what_somebody_else_is_to_the_children_is_not_chosen():
    parent = family("Amira", "Bo")
    father = make.AdultFactory(controller=parent.adult.controller)
    for child in parent.adult.children.all():
        child.contacts.create(adult=father, relationship="father")
    assert '<option value="mother" selected>' in same(parent)


def test_new_details_of_the_school_show_at_once():
    parent = family("Amira")
    same(parent)
    school = parent.adult.children.get().school
    school.office_phone = "01632 960777"
    school.save()
    assert "01632 960777" in same(parent)


def test_new_words_show_at_once():
    parent = family("Amira")
    asked = parent.owes()
    make.revise(asked.version, body="<p>Quite other words.</p>")
    assert not is_quick(parent, asked)
    assert "Quite other words" in parent.opens_the_link().text


def answered(parent):
    request = parent.owes()
    make.answer(request, "declined")


def withdrawn(parent):
    links.Link.objects.update(revoked_at=timezone.now())


def run_out(parent):
    Link.objects.update(expires_at=timezone.now())


@pytest.mark.parametrize("happens", [answered, withdrawn, run_out])
def test_what_is_not_quite_so_is_left_to_the_ordinary_view(happens):
    parent = family("Amira")
    request = parent.owes()
    happens(parent)
    assert not is_quick(parent, request)


def test_the_link_itself_shows_the_page_when_one_code_waits(django_assert_num_queries):
    parent = family("Amira", "Bo")
    parent.opens_the_link()
    with django_assert_num_queries(1):
        page = parent.opens_the_link()
    assert not page.redirect_chain
    assert words_and_tags(page) == words_and_tags(ordinary(parent, parent.owes()))


def test_the_link_itself_shows_the_page_to_who_answered_before(django_assert_num_queries):
    parent = parent_asked()
    for summary in ("One date.", "Another date."):
        parent.signs(parent.owes())
        make.revise(parent.adult.requests.latest("pk").version, summary_of_changes=summary)
    parent.opens_the_link()
    with django_assert_num_queries(1):
        page = parent.opens_the_link()
    assert words_and_tags(page) == words_and_tags(ordinary(parent, parent.owes()))


def test_the_link_itself_lists_the_codes_when_two_wait():
    parent = family("Amira")
    make.published(parent.adult.school(), reference="gate", title="At the gate")
    page = parent.opens_the_link()
    assert quick.only_page_to_sign(browser(), parent.token) is None
    assert "At the gate" in page.text and 'id="answer"' not in page.text


def test_the_link_itself_shows_no_page_when_the_code_was_withdrawn():
    parent = family("Amira")
    parent.opens_the_link()
    version = parent.owes().version
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    assert "Nothing waits for you" in parent.opens_the_link().text


def test_nobody_opens_another_adult_s_request():
    mine, other = family("Amira"), family("Bo")
    assert not is_quick(mine, other.owes())
    assert mine.reads(other.owes()).status_code == 404


def test_opening_it_is_noted(django_assert_num_queries):
    parent = family("Amira")
    parent.reads(parent.owes())
    assert Link.objects.get().opened_at
    request = parent.owes()
    with django_assert_num_queries(1):
        parent.reads(request)


@pytest.mark.parametrize("happens", [withdrawn, run_out])
def test_what_opens_nothing_is_not_noted(happens):
    parent = family("Amira")
    request = parent.owes()
    happens(parent)
    parent.reads(request)
    assert not Link.objects.get().opened_at


def test_it_is_the_same_behind_a_pooler_where_each_question_may_meet_another_connection(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    same(family("Amira", "Bo"))


def test_the_database_plans_it_once():
    parent = family("Amira")
    parent.reads(parent.owes())

    with CaptureQueriesContext(connection) as captured:
        parent.reads(parent.owes())

    asked = [query["sql"] for query in captured if "question_" in query["sql"]]
    assert len(asked) == 1
    assert not any("PREPARE" in sql for sql in asked)
