"""A double click on "Save" sends a new child or adult twice at the same moment."""

from organisations.errors import Namesake, RollError
from organisations.roll import people
from tests import factories as make


def either(add):
    """What adds somebody, or the refusal."""

    def act():
        try:
            return add()
        except RollError as refusal:
            return refusal

    return act


def test_a_child_sent_eight_times_at_once_is_added_once(at_once):
    school = make.SchoolFactory()
    amira = {"given_name": "Amira", "family_name": "Okafor", "joined_on": "2026-09-01"}

    answers = at_once(either(lambda: people.add_child(school, by=None, school=school, **amira)))

    assert sum(isinstance(answer, Namesake) for answer in answers) == 7
    assert school.children.count() == 1


def test_an_adult_sent_eight_times_at_once_is_added_once(at_once):
    child = make.ChildFactory(school=make.SchoolFactory())
    sam = {"given_name": "Sam", "family_name": "Okafor", "contact": {"relationship": "mother"}}

    answers = at_once(either(lambda: people.add_adult(child.school, child, by=None, **sam)))

    assert sum(isinstance(answer, Namesake) for answer in answers) == 7
    assert child.adults.count() == 1
