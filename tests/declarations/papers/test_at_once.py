"""Two people at the office, one page: it is filed once, whoever is first."""

from declarations.errors import DeclarationError
from declarations.models import Declaration
from declarations.papers import filing, reading
from declarations.papers.models import Paper
from declarations.papers.pile_models import PilePage
from tests import factories as make
from tests.declarations.papers import scanner
from tests.declarations.papers.printed import printed


def test_eight_people_file_one_page_once(at_once):
    school = make.SchoolFactory()
    asked = make.asked(school)
    by = make.UserFactory()
    sheets = scanner.pages(printed(asked.version, school))
    pile = reading.receive(school, [scanner.scan(*sheets, *sheets)], by=by)
    reading.read_next(pile.pk)
    first = pile.pages.first()

    found = at_once(lambda: filing.file(first, asked, by=by, outcome="declined", at=asked.created_at))

    assert sum(isinstance(one, Declaration) for one in found) == 1
    assert sum(isinstance(one, DeclarationError) for one in found) == 7
    assert (Declaration.objects.count(), Paper.objects.count()) == (1, 1)
    assert PilePage.objects.get(pk=first.pk).declaration == Declaration.objects.get()


def test_eight_readers_read_a_pile_once(at_once):
    school = make.SchoolFactory()
    make.parent_at(school)
    sheets = scanner.pages(printed(make.published(school), school))
    pile = reading.receive(school, [scanner.scan(*sheets * 3)], by=make.UserFactory())

    at_once(lambda: reading.read_next(pile.pk))

    assert list(pile.pages.values_list("position", flat=True)) == [1, 2, 3]
