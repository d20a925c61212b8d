"""Two web servers, one portal: what one of them knows about a log-in, the other knows at once."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from organisations import staffing
from tests import factories as make

PROJECT = Path(__file__).parents[2]
OTHER = """
import json, sys
from django.test import Client
asked = json.load(sys.stdin)
client = Client(REMOTE_ADDR=asked["from"])
client.cookies.load(asked["cookies"])
answers = [client.post(path, told) if told else client.get(path) for path, told in asked["pages"]]
print(json.dumps([[answer.status_code, answer.headers.get("Location", ""), answer.text] for answer in answers]))
"""


def elsewhere(*pages, cookies="", somewhere="10.9.8.7"):
    """What another process answers, which shares nothing with this one but the database and the queue's server."""
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    asked = json.dumps({"from": somewhere, "cookies": cookies, "pages": pages})
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", OTHER]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, input=asked, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def own_cache():
    """Shared with the other process, as in production: under the same prefix."""


@pytest.fixture
def member(own_database):
    school = make.SchoolFactory()
    make.head_of(school)
    member = make.StaffMemberFactory(
        role="viewer", organisation=school, user__email=f"{secrets.token_hex(6)}@school.example"
    )
    member.user.set_password("meadow-lark-rises")
    member.user.save()
    return member


def test_guesses_are_counted_together(member):
    somewhere = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.1"
    wrong = {"login": member.user.email, "password": "wrong"}
    here = Client(REMOTE_ADDR=somewhere)
    assert "Too many" not in [here.post("/log-in/", wrong).text for _ in range(5)][-1]

    [[_status, place, text]] = elsewhere(["/log-in/", wrong | {"password": "meadow-lark-rises"}], somewhere=somewhere)

    assert place == "" and "Too many" in text


def test_a_leaver_is_out_at_the_next_click_wherever_that_arrives(member):
    page = f"/o/{member.organisation.slug}/"
    browser = Client()
    browser.force_login(member.user)
    cookies = f"sessionid={browser.cookies['sessionid'].value}"
    [[status, _place, _text]] = elsewhere([page, None], cookies=cookies)
    assert status == 200

    staffing.leave(member, by=member.user)

    [[status, place, _text]] = elsewhere([page, None], cookies=cookies)
    assert status == 302 and place.startswith("/log-in/")
