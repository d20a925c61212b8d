"""No name, address or link in the logs or on an error page: not on a whole journey, and not when something breaks."""

import json
import logging
from io import StringIO

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from conduct_portal import logs
from declarations import copies, reminders, sending, signing
from declarations.models import Declaration, Message
from tests import doors
from tests.declarations import people
from tests.declarations.people import SIGNATURE

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["plain", "json"])
def written(request):
    """All that the console would show, at the finest level, in both formats."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        {"plain": logs.Plain("%(levelname)s %(name)s %(message)s"), "json": logs.Json()}[request.param]
    )
    handler.addFilter(logs.HideTokens())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def parent():
    found = people.parent_asked()
    found.browser = Client(raise_request_exception=False)
    return found


def told_of(parent):
    """Everything about this parent that a stranger must not read."""
    adult = parent.adult
    child = adult.children.get()
    return {
        "name": adult.family_name,
        "typed": "Ottoline Featherstonehaugh",
        "e-mail": adult.email,
        "child": child.given_name,
        "comment": "my sister in Leeds",
        "link": parent.token,
    }


def nothing_of(told, words):
    found = {what for what, said in told.items() if said and said in words}
    assert not found, f"{found} in {words}"


def test_a_whole_journey_leaves_nobody_in_the_logs(parent, written):
    told, request = told_of(parent), parent.owes()
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    parent.opens_the_link()
    parent.sends(request, outcome="")
    parent.sends(request, content_hash="0" * 64, **SIGNATURE)
    parent.signs(request, typed_name="Ottoline Featherstonehaugh")
    copies.store(Declaration.objects.get())
    sending.send(Declaration.objects.get().receipt.pk)
    signing.withdraw(request)
    parent.browser.get(f"/s/{parent.token}x/")
    parent.browser.get(f"/s/{parent.token}/no/such/page/")
    parent.browser.post("/log-in/", {"login": parent.adult.email, "password": "my sister in Leeds"})

    assert "Not Found" in written()
    nothing_of(told, written())


def test_when_the_database_refuses_a_row_it_is_not_quoted(parent, written):
    told, request = told_of(parent), parent.owes()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE declarations_declaration ADD CONSTRAINT broken CHECK (outcome = 'x') NOT VALID")

    comment = "It is\n\nmy sister in Leeds"
    answer = {"outcome": "wants_to_talk", "typed_name": "Ottoline Featherstonehaugh", "comment": comment}
    page = parent.sends(request, **answer)

    assert page.status_code == 500 and "Something went wrong on our side" in page.text
    assert "IntegrityError" in written() and "DETAIL: …" in written()
    nothing_of(told, written())
    nothing_of(told, page.text)
    assert "Traceback" not in page.text and "declarations" not in page.text and str(settings.BASE_DIR) not in page.text


def test_a_page_that_breaks_says_nothing_to_anybody(parent, written):
    told = told_of(parent)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE declarations_link RENAME TO gone")
    page = parent.opens_the_link()
    assert page.status_code == 500
    nothing_of(told, written() + page.text)


TOKEN = "pZ3-mVw_8kQ"
SECRETS = {"token", "code", "key"}
WITH_A_TOKEN = (
    "s/{}/",
    "S/{}/",
    "s//{}/17/",
    "R/{}/pdf",
    "Join/Confirm/{}/",
    "join/codes/{}/4/",
    "check/{}/",
    "password/reset/key/4k-{}/",
    "PASSWORD/reset/key/4k-{}/",
    "log-in/with/google/back/?code={}&state={}",
    "o/no-such-school/roll/?q={}",
)


@pytest.mark.parametrize("address", WITH_A_TOKEN)
def test_no_address_is_logged_with_what_it_opens(address, client, written):
    client.get("/" + address.format(TOKEN, TOKEN))
    logging.getLogger("django.request").warning("Not Found: /%s", address.format(TOKEN, TOKEN))
    assert "Not Found" in written() and TOKEN not in written()


@pytest.mark.parametrize("logger", ["gunicorn.error", "gunicorn.access"])
def test_what_the_web_server_says_of_addresses_goes_the_same_way(logger, written):
    logging.getLogger(logger).warning('"%(r)s" 200 "%(f)s"', {"r": f"GET /S/{TOKEN}/ HTTP/1.1", "f": f"/s/{TOKEN}/9/"})
    assert "GET /S/…/ HTTP/1.1" in written() and TOKEN not in written()
    assert not logging.getLogger(logger).handlers


def test_every_address_with_a_token_or_a_code_is_hidden():
    """But that of a code of conduct in print, which is for everybody."""
    patterns = [entry.pattern for _name, entry in doors.addresses()]
    carries = [pattern for pattern in patterns if SECRETS & set(pattern.regex.groupindex)]
    open_to_view = {address for address in map(str, carries) if not logs.LINK.search("/" + address.lstrip("^"))}
    assert len(carries) > 10 and open_to_view == {"w/<slug:code>/"}


@pytest.mark.parametrize("said", ["LINE 1: SELECT 'Ottoline'", "DETAIL: Failing row (Ottoline,\n\nLeeds)"])
def test_what_a_database_quotes_is_taken_out(said):
    words = logs.without_people(f"IntegrityError: no\n{said}\n\nThe above exception was the cause")
    assert "Ottoline" not in words and "Leeds" not in words and "The above exception" in words


def test_json_lines_stay_json(written):
    logging.getLogger("test").error("%s", 'a "quoted" DETAIL: line')
    line = written().splitlines()[-1]
    assert "DETAIL: …" in line
    if line.startswith("{"):
        assert json.loads(line)["message"].endswith("DETAIL: …")
