"""What an office fetches before it sees the board, and a head before the page to publish: gzipped, nothing cached."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.declarations.staff import Staff, office_at
from tests.declarations.test_page_weight import LONG, fetched, size, weight

pytestmark = pytest.mark.django_db
BOARD_LIMIT, PUBLISH_LIMIT = 90_000, 400_000
CODE_OF_TEN_KILOBYTES = LONG + LONG.replace("brief", "patient")


def whole(page, staff):
    return size(page.content) + sum(weight(address, staff.browser) for address in fetched(page))


def test_a_full_board_is_light():
    school = make.SchoolFactory()
    for number in range(60):
        make.parent_at(school, family_name=f"O'Brien-Łukaszewicz {number}", email=f"parent{number}@home.example")
    version = make.published(school)
    for request in version.requests.all()[:20]:
        make.answer(request, typed_name="Sam")
    office = office_at(school)

    page = office.opens("board")

    assert len(page.context["table"].paginated_rows) == 50
    assert whole(page, office) <= BOARD_LIMIT


def test_the_page_to_publish_a_long_code_is_light():
    school = make.SchoolFactory()
    make.parent_at(school)
    version = make.published(school, body=CODE_OF_TEN_KILOBYTES)
    draft = make.lifecycle.start_version(version.policy, by=version.written_by)
    make.lifecycle.edit(draft, by=version.written_by, body=CODE_OF_TEN_KILOBYTES.replace("kind", "fair"))
    make.lifecycle.submit(draft, by=version.written_by)
    make.lifecycle.approve(draft, by=make.UserFactory())
    head = Staff(school, "head")

    page = head.browser.get(reverse("declarations:publish", args=[school.slug, version.policy.reference]))

    assert page.status_code == 200
    assert whole(page, head) <= PUBLISH_LIMIT
