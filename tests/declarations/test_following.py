"""Lists that follow what is typed."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db
AS_HTMX = {"HX-Request": "true"}


def test_a_list_whose_log_in_has_ended_loads_the_page_as_a_whole():
    school = make.SchoolFactory()
    answer = Client().get(f"/o/{school.slug}/messages/?q=a", headers=AS_HTMX)

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")
    assert "Location" not in answer.headers and not answer.content


def test_without_htmx_the_log_in_is_asked_for_as_ever():
    school = make.SchoolFactory()

    assert Client().get(f"/o/{school.slug}/messages/?q=a").status_code == 302


LISTS = ["declarations:board", "declarations:messages", "declarations:looks", "roll:adults", "roll:children"]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_has_the_part_that_follows(page):
    school = make.SchoolFactory()
    make.parent_at(school)
    make.published(school)
    shown = Staff(school, "head").browser.get(reverse(page, args=[school.slug]), {"q": "Nobody"}).content.decode()

    assert shown.count('id="found"') == 1 and 'hx-select="#found"' in shown
