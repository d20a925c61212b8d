"""While the portal is worked on: calm for everybody, nothing typed is lost, probes are answered."""

import html
import re

import pytest
from django.core.management import call_command
from django.test import Client

from declarations.models import Declaration
from tests.declarations import people

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def shut():
    call_command("maintenance", "on", "--minutes", "20")


def kept(page):
    return [(name, html.unescape(words)) for name, words in HIDDEN.findall(page.text)]


@pytest.mark.parametrize("address", ["/", "/log-in/", "/s/some-token/", "/o/any-school/", "/nowhere"])
def test_every_page_says_that_it_will_be_back(client, shut, address):
    page = client.get(address)
    assert page.status_code == 503
    assert 1100 < int(page["Retry-After"]) <= 1200
    assert page["Cache-Control"] == "no-store" and "form-action" in page["Content-Security-Policy"]
    assert "We are looking after the portal" in page.text and "probably until" in page.text


def test_probes_are_answered(client, shut, settings):
    settings.METRICS_TOKEN = "t"
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer t"}).status_code == 200


def test_no_server_is_asked_for_anything(client, shut, settings, django_assert_num_queries):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9"}}
    with django_assert_num_queries(0):
        assert client.get("/").status_code == 503


def test_it_is_over_when_it_is_switched_off(client, shut):
    call_command("maintenance", "off")
    assert client.get("/log-in/").status_code == 200
    call_command("maintenance", "off")


def test_a_setting_shuts_the_doors_too(client, settings):
    settings.MAINTENANCE = True
    assert client.get("/log-in/").status_code == 503


def test_longer_than_was_said_it_promises_no_time(client, shut, time_machine):
    time_machine.move_to("2030-01-01")
    page = client.get("/log-in/")
    assert page["Retry-After"] == "60" and "will be back soon" in page.text


def test_an_answer_on_its_way_comes_back_and_can_be_sent_again():
    parent = people.parent_asked()
    parent.browser = Client(enforce_csrf_checks=True)
    request = parent.owes()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', parent.reads(request).text)[1]
    typed = people.SIGNATURE | {"typed_name": 'Zoë "O’Hara" <b>', "csrfmiddlewaretoken": token}
    call_command("maintenance", "on")
    page = parent.sends(request, **typed)
    assert page.status_code == 503 and "it is not lost" in page.text and "<b>\n" not in page.text
    assert not Declaration.objects.exists()

    call_command("maintenance", "off")
    parent.browser.post(page.request["PATH_INFO"], dict(kept(page)))

    assert Declaration.objects.get().typed_name == 'Zoë "O’Hara" <b>'


def test_lines_and_several_values_come_back_as_they_were(client, shut):
    page = client.post("/o/any/", {"note": "\nfirst\r\nsecond", "pick": ["1", "2"]})
    assert kept(page) == [("note", "\nfirst\r\nsecond"), ("pick", "1"), ("pick", "2")]


def test_a_password_is_not_written_into_a_page(client, shut):
    page = client.post("/log-in/", {"login": "ada@school.example", "password": "meadow-lark-rises"})
    assert "meadow-lark-rises" not in page.text and "ada@" not in page.text
