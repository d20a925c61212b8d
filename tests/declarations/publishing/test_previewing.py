import pytest

from tests import factories as make
from tests.declarations.publishing.desk import page_of
from tests.policies.desk import text

pytestmark = pytest.mark.django_db


def test_a_draft_is_seen_as_parents_will(client, school):
    make.draft(school, body="<p>{school} is kind.</p>")
    client.force_login(make.head_of(school, role="approver"))
    page = text(client.get(page_of("preview", school, "code", 1)))
    assert f"{school.name} is kind." in page
    assert "I agree to this code and sign it" in page
    assert "The e-mail that leads here" in page


def test_a_preview_sends_nothing(client, head, school):
    make.draft(school)
    page = text(client.get(page_of("preview", school, "code", 1)))
    assert "<form" not in page
    assert client.post(page_of("preview", school, "code", 1)).status_code == 405


def test_a_code_for_information_is_previewed_without_an_answer(client, head, school):
    make.draft(school, asks="information")
    assert "Your answer" not in text(client.get(page_of("preview", school, "code", 1)))


def test_drafts_of_others_are_not_previewed(client, school):
    trust = make.TrustFactory()
    mine = make.SchoolFactory(trust=trust)
    make.draft(trust)
    client.force_login(make.head_of(mine))
    assert client.get(page_of("preview", mine, "code", 1)).status_code == 404
    client.force_login(make.head_of(mine, role="viewer"))
    assert client.get(page_of("preview", mine, "code", 1)).status_code == 403
