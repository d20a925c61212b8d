"""Papers that came back, as the tests of filing speak of them."""

from django.utils import timezone

from declarations.papers import reading
from tests import factories as make
from tests.declarations.papers import files, scanner
from tests.declarations.papers.printed import printed

TODAY = timezone.localdate


def parent(school, given_name="Sam", family_name="Rao", class_name="4 Oak"):
    child = {"given_name": "Amira", "class_name": class_name, "year_group": class_name.split()[0]}
    return make.parent_of(make.ChildFactory(school=school, **child), given_name=given_name, family_name=family_name)


def read(pile):
    """The worker's own task body, until nothing is left."""
    while reading.read_next(pile.pk):
        pass
    return list(pile.pages.all())


def bring(school, *uploads):
    """(a pile of these files, its pages)."""
    pile = reading.receive(school, list(uploads), by=make.UserFactory())
    return pile, read(pile)


def come_back(school, version):
    """Every form of this version, printed and scanned in one pile: its pages."""
    return bring(school, scanner.scan(*scanner.pages(printed(version, school))))[1]


def typed(page, **fields):
    said = {"looked": "on", "outcome": "signed", "typed_name": "SAM RAO", "answered_on": f"{TODAY()}"} | fields
    return {f"page-{page.pk}-{name}": value for name, value in said.items()}


def signs_online(asked):
    return make.answer(asked, typed_name="Sam Rao")


def unreadable(school):
    _pile, (page,) = bring(school, files.upload(files.jpeg("A letter")))
    return page
