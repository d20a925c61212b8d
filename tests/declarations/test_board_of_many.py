"""Short ways that the board takes for very many rows lead where the long ones do."""

import pytest
from django.core.paginator import Paginator

from declarations import lately, standing
from declarations.models import Request
from declarations.tables import ByState
from tests import factories as make
from tests.declarations.staff import office_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    """Seventeen adults in five states."""
    school = make.SchoolFactory()
    for number in range(17):
        make.parent_at(school, family_name=f"Family {number % 5}", email="" if number % 7 == 0 else "a@home.example")
    version = make.published(school)
    says = ["signed", "signed", "declined", "wants_to_talk"]
    for outcome, request in zip(says, version.requests.order_by("-pk"), strict=False):
        make.answer(request, outcome)
    return school


NAMES = ("adult__family_name", "adult__given_name", "pk")
BACKWARDS = ("-rank", "-adult__family_name", "-adult__given_name", "-pk")


@pytest.mark.parametrize("is_counted", [True, False])
@pytest.mark.parametrize("order", [("rank", *NAMES), BACKWARDS, NAMES])
def test_every_page_holds_what_it_would_hold_without_short_ways(school, order, is_counted):
    everybody = standing.listed(Request.objects.all(), school)
    listed = everybody.order_by(*order)
    counts = standing.counts(listed) if is_counted else None

    pages = Paginator(ByState(listed, counts, everybody), 4)

    assert pages.count == 17
    assert [[row.pk for row in page] for page in pages] == [[row.pk for row in page] for page in Paginator(listed, 4)]


@pytest.mark.parametrize("question", [{}, {"state": "not_signed"}, {"state": "signed"}, {"q": "family 3"}])
def test_the_number_above_the_list_is_that_of_its_rows(school, question):
    table = office_at(school).opens("board", **question).context["table"]
    assert table.paginator.count == len(table.paginated_rows)


def test_figures_over_many_are_counted_once_a_minute():
    counted = [lately.counted("adults", lately.MANY + 1, number) for number in (lambda: 1, lambda: 2)]
    assert counted == [1, 1]


def test_figures_over_few_are_counted_each_time():
    assert [lately.counted("adults", lately.MANY, number) for number in (lambda: 1, lambda: 2)] == [1, 2]
