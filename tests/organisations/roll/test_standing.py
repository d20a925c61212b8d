"""What was checked is applied as it was shown: worked out anew only where something has moved that it looked at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Adult, Child, Contact
from organisations.roll import applying, standing
from organisations.roll.models import AdultKnownAs, ChildKnownAs, Verdict
from tests import factories as make
from tests.organisations.roll.office import AMIRA, FILE, SAM, bring, check

pytestmark = pytest.mark.django_db


def verdict(school):
    return Verdict.objects.create(organisation=school, about="child", key="k", by=make.UserFactory())


@pytest.mark.parametrize(
    "moved",
    [
        lambda school: Child.objects.filter(given_name="Ben").update(class_name="1 Ash"),
        lambda school: Adult.objects.filter(given_name="Una").update(email="other@home.example"),
        lambda school: Contact.objects.filter(adult__given_name="Joe").delete(),
        lambda school: ChildKnownAs.objects.update(said={}),
        lambda school: AdultKnownAs.objects.update(said={}),
        lambda school: make.ChildFactory(school=school),
        verdict,
    ],
)
def test_whatever_a_comparison_looks_at_is_seen_to_move(moved):
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    before = standing.digest(roll_import)

    moved(school)

    assert standing.digest(roll_import) != before


def test_what_happens_at_another_school_moves_nothing():
    trust = make.TrustFactory()
    school, sibling = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    roll_import = bring(school, *FILE)
    before = standing.digest(roll_import)

    make.ChildFactory(school=sibling)

    assert standing.digest(roll_import) == before


def test_a_roll_that_stands_as_it_stood_is_not_compared_again():
    roll_import = check(make.SchoolFactory(), *FILE)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        applying.apply(roll_import, by=roll_import.uploaded_by)

    assert not [query for query in asked.captured_queries if "roll_person" in query["sql"]]
    assert Child.objects.count() == 2


def test_a_roll_that_moved_where_it_makes_no_difference_gets_what_was_shown():
    school = make.SchoolFactory()
    roll_import = check(school, *FILE, holds="some")
    make.ChildFactory(school=school, given_name="Zoë", family_name="Elsewhere")

    applying.apply(roll_import, by=roll_import.uploaded_by)

    assert sorted(Child.objects.values_list("given_name", flat=True)) == ["Amira", "Ben", "Zoë"]


def test_a_file_is_worked_through_by_as_many_statements_whatever_its_length():
    long = [f",Child {n},Ashdown,R,R Elm,{100 + n},Adult {n},Ashdown,Mother,T,a{n}@home.example," for n in range(60)]
    asked = []
    for rows in ([f"{AMIRA},{SAM}"], long):
        with CaptureQueriesContext(connection) as queries:
            bring(make.SchoolFactory(), *rows)
        asked.append(len(queries))

    assert asked[0] == asked[1]
