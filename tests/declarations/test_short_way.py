"""A page by the short way comes with all that it has by the usual way: headers, cookies, and who is kept out."""

import re

import pytest
from django.conf import settings as real
from django.contrib.sessions.models import Session
from django.test import Client

from declarations.models import Link
from declarations.urls import parents, quick
from organisations import maintenance
from tests.declarations.people import SIGNATURE, parent_asked

pytestmark = pytest.mark.django_db
SHORT_WAY = "declarations.views.short_way.ShortWayMiddleware"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def link(parent):
    return f"/s/{parent.token}/"


def words(parent):
    return f"/s/{parent.token}/{parent.owes().pk}/"


def receipt(parent):
    return parent.signs(parent.owes()).redirect_chain[0][0]


every_page = pytest.mark.parametrize("address_of", [link, words, receipt])


@pytest.fixture
def usual_way(settings):
    """Makes every page come by the usual way."""

    def close():
        settings.MIDDLEWARE = [name for name in real.MIDDLEWARE if name != SHORT_WAY]

    return close


def told(page):
    """All that a browser is told beside the page: headers, and cookies without their chance."""
    headers = {name: value for name, value in page.headers.items() if name != "Content-Length"}
    headers["Vary"] = set(headers["Vary"].split(", "))
    cookies = {name: {**cookie, "length": len(cookie.value)} for name, cookie in page.cookies.items()}
    for cookie in cookies.values():
        cookie.pop("expires")
    return page.status_code, headers, cookies


@every_page
@pytest.mark.parametrize("https", [False, True])
def test_a_page_has_the_same_headers_and_cookies_by_either_way(parent, address_of, https, usual_way):
    address = address_of(parent)
    short = told(Client().get(address, secure=https))
    usual_way()
    assert told(Client().get(address, secure=https)) == short


@every_page
def test_no_session_is_made_and_none_is_looked_for(parent, address_of, django_assert_max_num_queries):
    address = address_of(parent)
    Client().get(address)  # which is laid out for the first time
    with django_assert_max_num_queries(3):
        page = Client().get(address)
    assert real.SESSION_COOKIE_NAME not in page.cookies
    assert not Session.objects.exists()


def test_every_short_way_leads_where_the_usual_way_leads():
    usual = {str(pattern.pattern) for pattern in parents.urlpatterns}
    assert {str(pattern.pattern) for pattern in quick.urlpatterns} <= usual


def test_who_was_told_something_on_another_page_reads_it(parent):
    request = parent.owes()
    parent.signs(request)
    assert "You have answered already" in parent.signs(request).text


@every_page
def test_everybody_meets_the_page_for_when_it_is_worked_on(parent, address_of):
    address = address_of(parent)
    maintenance.switch_on(15)
    assert Client().get(address).status_code == 503


@every_page
def test_under_another_name_of_the_host_nothing_is_shown(parent, address_of):
    assert Client(headers={"host": "elsewhere.example"}).get(address_of(parent)).status_code == 400


@every_page
def test_plain_http_is_led_to_https(parent, address_of, settings):
    address = address_of(parent)
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(address)["Location"] == f"https://testserver{address}"


def opened_twice(parent):
    """The tokens of the form on two pages, as one browser that minds forgeries meets them; the browser."""
    browser = Client(enforce_csrf_checks=True)
    return [TOKEN.search(browser.get(words(parent)).text)[1] for _ in range(2)], browser


def send(parent, browser, token):
    request = parent.owes()
    typed = SIGNATURE | {"content_hash": request.version.content_hash, "csrfmiddlewaretoken": token}
    return browser.post(words(parent), typed)


@pytest.mark.parametrize("which", [0, 1])
def test_the_form_of_the_first_page_is_taken_and_of_the_next(parent, which):
    tokens, browser = opened_twice(parent)
    assert send(parent, browser, tokens[which]).status_code == 302


def test_a_form_from_elsewhere_is_not_taken(parent):
    other = parent_asked()
    (token, _second), _browser = opened_twice(parent)
    _tokens, browser = opened_twice(other)
    assert send(other, browser, token).status_code == 403
    assert send(other, Client(enforce_csrf_checks=True), token).status_code == 403


def test_what_a_cookie_holds_stands_on_no_later_page(parent):
    (first, second), browser = opened_twice(parent)
    kept = browser.cookies["csrftoken"].value
    assert first == kept
    assert kept not in second
    assert kept not in browser.get(words(parent)).text


def test_no_two_browsers_are_given_the_same(parent):
    assert opened_twice(parent)[0][0] != opened_twice(parent)[0][0]


def test_an_address_that_is_none_is_left_to_the_usual_way(parent):
    assert Client().get(f"/s/{'x' * 43}/").status_code == 404
    assert Client().get(f"/s/{parent.token}/{10**30}/").status_code == 404
    assert Client().head(words(parent)).status_code == 200
    assert Link.objects.get().opened_at
