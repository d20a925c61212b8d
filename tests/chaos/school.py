"""Run as a program: fills the database it is given with one school and publishes a code there."""

import sys
from datetime import date

import django

django.setup()

from organisations.models import Adult, Child, Contact
from tests import factories as make


def build(adults):
    """One school whose adults have one child each, and a code that asks them all."""
    school = make.SchoolFactory(name="Stormwatch School", slug="stormwatch")
    children = [Child(school=school, given_name=f"Child {n}", joined_on=date(2020, 9, 1)) for n in range(adults)]
    parents = [
        Adult(controller=school, family_name=f"Adult {n}", email=f"adult{n}@home.example") for n in range(adults)
    ]
    Child.objects.bulk_create(children)
    Adult.objects.bulk_create(parents)
    pairs = zip(parents, children, strict=True)
    Contact.objects.bulk_create(Contact(adult=adult, child=child, relationship="mother") for adult, child in pairs)
    make.publish(make.draft(school))


if __name__ == "__main__":
    build(int(sys.argv[1]))
