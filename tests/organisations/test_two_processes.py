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
for line in sys.stdin:
    asked = json.loads(line)
    client = Client(REMOTE_ADDR=asked["from"])
    client.cookies.load(asked["cookies"])
    answers = [client.post(path, told) if told else client.get(path) for path, told in asked["pages"]]
    told = [[answer.status_code, answer.headers.get("Location", ""), answer.text] for answer in answers]
    print(json.dumps(told), flush=True)
"""


@pytest.fixture(scope="module")
def elsewhere(own_database_of_the_module):
    """What another process answers, which shares nothing with this one but the database and the queue's server."""
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", OTHER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, **pipes) as other:

        def answers(*pages, cookies="", somewhere="10.9.8.7"):
            print(json.dumps({"from": somewhere, "cookies": cookies, "pages": pages}), file=other.stdin)
            return json.loads(other.stdout.readline())

        yield answers


@pytest.fixture
def own_cache():
    """Shared with the other process, as in production: under the same prefix."""


@pytest.fixture
def member(own_database_of_the_module):
    school = make.SchoolFactory()
    make.head_of(school)
    member = make.StaffMemberFactory(
        role="viewer", organisation=school, user__email=f"{secrets.token_hex(6)}@school.example"
    )
    member.user.set_password("meadow-lark-rises")
    member.user.save()
    return member


def test_guesses_are_counted_together(member, elsewhere):
    somewhere = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.1"
    wrong = {"login": member.user.email, "password": "wrong"}
    here = Client(REMOTE_ADDR=somewhere)
    assert "Too many" not in [here.post("/log-in/", wrong).text for _ in range(5)][-1]

    [[_status, place, text]] = elsewhere(["/log-in/", wrong | {"password": "meadow-lark-rises"}], somewhere=somewhere)

    assert place == "" and "Too many" in text


def test_a_leaver_is_out_at_the_next_click_wherever_that_arrives(member, elsewhere):
    page = f"/o/{member.organisation.slug}/"
    browser = Client()
    browser.force_login(member.user)
    cookies = f"sessionid={browser.cookies['sessionid'].value}"
    [[status, _place, _text]] = elsewhere([page, None], cookies=cookies)
    assert status == 200

    staffing.leave(member, by=member.user)

    [[status, place, _text]] = elsewhere([page, None], cookies=cookies)
    assert status == 302 and place.startswith("/log-in/")
