"""What every page tells a browser: nothing from elsewhere, nothing kept, nothing handed on.

For pages of the staff see test_doors.py, which opens all of them.
"""

import os
import re
import subprocess
import sys

import pytest
from csp.exceptions import CSPNonceError
from django.test import Client
from django.urls import reverse

from declarations import links
from scripts import check as scripts_check
from tests import factories as make
from tests.headers import check
from tests.test_doors import logged_in

pytestmark = pytest.mark.django_db


def test_every_page_of_a_parent():
    school = make.SchoolFactory()
    parent = make.parent_at(school)
    _link, token = links.mint(parent)
    request = make.published(school).requests.get()
    client = Client()
    for name, more in {"waiting": [], "details": [], "sign": [request.pk], "peace": []}.items():
        page = client.get(reverse(f"parents:{name}", args=[token, *more]))
        check(page)
        assert "no-store" in page.get("Cache-Control", ""), name


@pytest.mark.parametrize(
    "address",
    ["/", "/log-in/", "/password/reset/", "/check/", "/healthz", "/metrics", "/nowhere", "/s/not-a-token/", "/o/any/"],
)
def test_every_page_for_everybody(address):
    check(Client().get(address))
    check(Client(enforce_csrf_checks=True).post(address))


@pytest.fixture
def editor():
    """Opens the page on which words are written: its styles and scripts carry a nonce."""
    school = make.draft(make.SchoolFactory()).policy.owner
    client, address = logged_in(make.head_of(school)), reverse("policies:edit", args=[school.slug, "code"])
    return lambda: client.get(address)


def test_a_nonce_is_used_once(editor):
    nonces = [set(re.findall(r"'nonce-([^']+)'", editor()["Content-Security-Policy"])) for _ in range(2)]
    assert [len(of_page) for of_page in nonces] == [1, 1]
    assert not nonces[0] & nonces[1]


def directives(page):
    return {
        part.split()[0]: set(part.split()[1:]) for part in page["Content-Security-Policy"].split(";") if part.strip()
    }


def test_a_page_without_a_nonce_is_told_the_rest_of_the_same(editor):
    with_one, without = directives(editor()), directives(Client().get("/healthz"))
    told = {name: {word for word in words if "nonce" not in word} for name, words in with_one.items()}
    assert told == without
    assert {name for name, words in with_one.items() if words != told[name]} == {"script-src", "style-src"}


def test_a_nonce_asked_for_too_late_is_refused():
    page = Client().get("/healthz")
    with pytest.raises(CSPNonceError):
        str(page.wsgi_request.csp_nonce)


def test_over_https_browsers_are_told_to_stay_there(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    page = Client().get("/log-in/", secure=True)
    assert page["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert Client().get("/log-in/")["Location"].startswith("https://")


def test_cookies_are_for_our_eyes_and_for_https(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    member = make.StaffMemberFactory(role="viewer", organisation=make.SchoolFactory())
    member.user.set_password("meadow-lark-rises")
    member.user.save()
    client = Client()
    client.get("/log-in/", secure=True)
    told = {"login": member.user.email, "password": "meadow-lark-rises"}
    page = client.post("/log-in/", told, secure=True)
    session, csrf = page.cookies["sessionid"], page.cookies["csrftoken"]
    assert session["secure"] and session["httponly"] and session["samesite"] == "Lax"
    assert csrf["secure"] and csrf["samesite"] == "Lax"
    assert session["max-age"] in ("", 0) or int(session["max-age"]) <= 8 * 3600


def test_in_production_no_other_host_can_set_our_cookies():
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE"
    told = f"from django.conf import settings as s; print({names})"
    environment = os.environ | scripts_check.production()
    done = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]
