import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["privacy", "accessibility"])
def test_everybody_can_read_it_in_the_name_of_the_school(client, page):
    school = make.SchoolFactory()
    answer = client.get(reverse(f"organisations:{page}", args=[school.slug]))
    assert answer.status_code == 200
    assert school.office_email in answer.text


def test_the_trust_answers_for_its_schools(client):
    school = make.SchoolFactory(trust=make.TrustFactory(name="Fernhollow Trust"))
    answer = client.get(reverse("organisations:privacy", args=[school.slug]))
    assert "Fernhollow Trust decides what is kept here" in answer.text


def test_an_unknown_school_has_no_pages(client):
    assert client.get(reverse("organisations:privacy", args=["nowhere"])).status_code == 404
