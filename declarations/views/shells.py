"""The page to sign, kept for a while in two parts that are the same for many; a parent's own words fill its gaps.

One part is what stands on the page, for each version; the other what stands around it, for each school. Both are
rendered for a stand-in, so nothing of anybody's can be in what is kept.
"""

import json
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language

from declarations import reading
from declarations.forms import AnswerForm
from declarations.models import Declaration, Link, Request
from organisations.models import Adult, Child, Organisation
from policies import words
from policies.models import PolicyVersion

LASTS = 600  # seconds
MANY = 500  # kept by each process, some twenty kilobytes each
# Nobody can write what nobody can guess.
CHANCE = secrets.token_hex(8)
TOKEN, NAME, CHILDREN, CSRF, MAIN = (f"{what}{CHANCE}" for what in ("token", "name", "children", "csrf", "main"))
NUMBER = 10**15 + secrets.randbelow(10**14)
LONG_AGO = datetime(1801, 2, 3, 12, tzinfo=UTC)
DAY = "3 February 1801"
GAPS = re.compile(f"({MAIN}|{TOKEN}|{NAME}|<bdi>{CHILDREN}</bdi>|{CSRF}|{NUMBER}|{DAY})")

_kept = {}


@dataclass(frozen=True)
class Reader:
    """Who reads which words: all that the page depends on."""

    token: str
    adult: Adult
    request_id: int
    version_id: int
    children: list  # their given names
    relationship: str  # to them, as the roll has it
    organisation: str  # its columns, as JSON
    before_id: int | None  # the version they answered last
    answered_at: datetime | None

    @property
    def names(self):
        children = [Child(given_name=name) for name in self.children]
        return render_to_string("parents/_children.html", {"children": children}).strip()

    @property
    def day(self):
        return self.answered_at and date_format(timezone.localtime(self.answered_at), "j F Y")


def page_to_sign(request, reader):
    """The page for an adult who has not answered these words."""
    organisation = Organisation(**json.loads(reader.organisation))
    around = _once(("around", reader.version_id, reader.organisation), lambda: _around(reader.version_id, organisation))
    # Of the school these pages tell no more than this.
    told = organisation.complaints_url, "" if reader.children else organisation.name
    key = ("page", reader.version_id, reader.before_id, reader.relationship, bool(reader.children), *told)
    page = _once(key, lambda: _page(reader, organisation))
    values = {
        TOKEN: reader.token,
        NAME: escape(reader.adult.full_name),
        f"<bdi>{CHILDREN}</bdi>": reader.names,
        CSRF: get_token(request),
        str(NUMBER): str(reader.request_id),
        DAY: reader.day,
    }
    values[MAIN] = _filled(page, values)
    return _filled(around, values)


def _filled(parts, values):
    return "".join([values.get(part, part) for part in parts])


def _once(key, render):
    """What `render` gives, cut at its gaps; rendered again after a while."""
    key = (*key, time.monotonic() // LASTS, get_language())
    if key not in _kept:
        if len(_kept) >= MANY:
            _kept.clear()
        _kept[key] = GAPS.split(render())
    return _kept[key]


def _around(version_id, organisation):
    title = PolicyVersion.objects.values_list("title", flat=True).get(pk=version_id)
    return render_to_string("parents/_shell.html", {"title": title, "main": MAIN, "organisation": organisation})


def _page(reader, organisation):
    """What stands on the page, as a stand-in would see it."""
    versions = PolicyVersion.objects.select_related("policy__owner").in_bulk([reader.version_id, reader.before_id or 0])
    version, before = versions[reader.version_id], versions.get(reader.before_id)
    since = before and Declaration(request=Request(version=before), answered_at=LONG_AGO)
    link = Link()
    link.token, link.adult = TOKEN, Adult(family_name=NAME)
    context = {
        "link": link,
        "asked": Request(pk=NUMBER, version=version),
        "version": version,
        "policy": version.policy,
        "answer": None,
        "form": AnswerForm(version, relationship=reader.relationship),
        "news": reading.news(version, since),
        "children": [Child(given_name=CHILDREN)] if reader.children else [],
        "minutes": words.minutes_to_read(version),
        "organisation": organisation,
        "csrf_token": CSRF,
    }
    return render_to_string("parents/_to_sign.html", context)
