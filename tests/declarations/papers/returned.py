"""Papers that came back, as the tests of filing speak of them."""

from django.utils import timezone

from declarations import signing
from declarations.papers import reading
from tests import factories as make
from tests.declarations.papers import files, scanner
from tests.declarations.papers.printed import printed

TODAY = timezone.localdate


def parent(school, given_name="Sam", family_name="Rao", child="Amira"):
    return make.parent_of(
        make.ChildFactory(school=school, given_name=child), given_name=given_name, family_name=family_name
    )


def come_back(school, version):
    """Every form of this version, printed and scanned in one pile: its pages."""
    pile = reading.receive(school, [scanner.scan(*scanner.pages(printed(version, school)))], by=make.UserFactory())
    while reading.read_next(pile.pk):
        pass
    return list(pile.pages.all())


def one_back(school, **version):
    """(the page of the one parent asked, their request)."""
    parent(school)
    asked = make.published(school, **version).requests.get()
    (page,) = come_back(school, asked.version)
    return page, asked


def typed(page, **fields):
    said = {"looked": "on", "outcome": "signed", "typed_name": "SAM RAO", "answered_on": f"{TODAY()}"} | fields
    return {f"page-{page.pk}-{name}": value for name, value in said.items()}


def signs_online(asked):
    words = asked.version.content_hash
    return signing.answer(asked, outcome="signed", content_hash=words, typed_name="Sam Rao")


def unreadable(school):
    pile = reading.receive(school, [files.upload(files.jpeg("A letter"))], by=make.UserFactory())
    reading.read_next(pile.pk)
    return pile.pages.get()
