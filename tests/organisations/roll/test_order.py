"""Nobody's parents change places on their way from a file to the roll."""

import pytest
from django.db import connection

from organisations.models import Child
from tests import factories as make
from tests.organisations.roll.office import bring

pytestmark = pytest.mark.django_db
PARENTS = ["Zoe", "Abe", "Mia"]


def parents_by_child():
    """The parents of each child as its page lists them."""
    return [[contact.adult.given_name for contact in child.contacts.all()] for child in Child.objects.all()]


def test_parents_in_one_row_are_listed_in_the_order_of_its_columns():
    school = make.SchoolFactory()
    rows = [f"Child {n},Marsh,Zoe,Marsh,zoe{n}@home.example,Abe,Marsh,abe{n}@home.example" for n in range(20)]
    parents = ",".join(f"Parent {n} {what}" for n in (1, 2) for what in ("forename", "surname", "email"))

    bring(school, *rows, headers=f"Pupil forename,Pupil surname,{parents}")

    assert parents_by_child() == [PARENTS[:2]] * 20


def test_parents_are_listed_in_the_order_of_the_file_however_little_memory_there_is():
    """The database takes what does not fit into its memory apart, and puts it together in another order."""
    school = make.SchoolFactory()
    rows = [f"{n},Child,Marsh,{n}-{name},{name},Marsh,{name}{n}@home.example" for n in range(300) for name in PARENTS]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64kB'")

    names = ",".join(f"{who} {what}" for who in ("Pupil", "Contact") for what in ("ID", "forename", "surname"))
    bring(school, *rows, headers=f"{names},Email")

    assert parents_by_child() == [PARENTS] * 300
