"""The page to sign, made once for each version and school and kept for a while; a parent's own words fill its gaps.

It is rendered for a stand-in, so nothing of anybody's can be in what is kept.
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
TOKEN, NAME, CHILDREN, CSRF = (f"{what}{CHANCE}" for what in ("token", "name", "children", "csrf"))
NUMBER = 10**15 + secrets.randbelow(10**14)
LONG_AGO = datetime(1801, 2, 3, 12, tzinfo=UTC)
DAY = "3 February 1801"
GAPS = re.compile(f"({TOKEN}|{NAME}|<bdi>{CHILDREN}</bdi>|{CSRF}|{NUMBER}|{DAY})")

_kept = {}


@dataclass(frozen=True)
class Reader:
    """Who reads which words: all that the page depends on."""

    token: str
    adult: Adult
    request_id: int
    version_id: int
    children: list  # their given names
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
    key = (reader.version_id, reader.organisation, reader.before_id, bool(reader.children), *_now())
    if key not in _kept:
        if len(_kept) >= MANY:
            _kept.clear()
        _kept[key] = GAPS.split(_rendered(reader))
    values = {
        TOKEN: reader.token,
        NAME: escape(reader.adult.full_name),
        f"<bdi>{CHILDREN}</bdi>": reader.names,
        CSRF: get_token(request),
        str(NUMBER): str(reader.request_id),
        DAY: reader.day,
    }
    return "".join(values.get(part, part) for part in _kept[key])


def _rendered(reader):
    """The page as a stand-in would see it."""
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
        "form": AnswerForm(version),
        "news": reading.news(version, since),
        "children": [Child(given_name=CHILDREN)] if reader.children else [],
        "minutes": words.minutes_to_read(version),
        "organisation": Organisation(**json.loads(reader.organisation)),
        "csrf_token": CSRF,
    }
    return render_to_string("parents/sign.html", context)


def _now():
    """The same for a while, and in the same language."""
    return time.monotonic() // LASTS, get_language()
