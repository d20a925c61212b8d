import pytest

from policies import first_steps, overview
from tests import factories as make
from tests.policies.desk import address

pytestmark = pytest.mark.django_db

TITLE = "Until parents can be asked"


def done(school, user):
    standings = overview.every_standing(school, user=user, role="head")
    return [step.is_done for step in first_steps.of(school, standings)]


def test_a_new_school_sees_what_is_left(client, head, school):
    school.office_phone = ""
    school.save()
    assert TITLE in client.get(address("index", school)).content.decode()
    assert done(school, head) == [False] * 6


def test_each_thing_done_is_ticked(head, school):
    make.head_of(school, "office")
    make.parent_at(school)
    make.draft(school)
    assert done(school, head) == [True, True, True, True, False, False]


def test_the_list_goes_when_all_is_done(client, head, school):
    make.head_of(school, "office")
    make.parent_at(school)
    make.published(school)
    assert TITLE not in client.get(address("index", school)).content.decode()


def test_only_heads_see_it(client, school):
    client.force_login(make.head_of(school, "viewer"))
    assert TITLE not in client.get(address("index", school)).content.decode()


def test_a_trust_has_no_such_list():
    assert first_steps.of(make.TrustFactory(), []) == []
