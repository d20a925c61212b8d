"""Parents' pages, kept for a while in two parts that are the same for many; a parent's own words fill the gaps.

One part is what stands on the page, for each version; the other what stands around it, for each school. Both are
rendered for a stand-in, so nothing of anybody's can be in what is kept.
"""

import json
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.middleware.csrf import CSRF_SECRET_LENGTH, get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from declarations import reading
from declarations.forms import AnswerForm
from declarations.models import Declaration, Link, Request
from organisations.models import Adult, Child, Contact, Organisation
from policies import words
from policies.models import PolicyVersion

LASTS = 600  # seconds
MANY = 500  # kept by each process, some twenty kilobytes each
# Nobody can write what nobody can guess.
CHANCE = secrets.token_hex(8)
TOKEN, NAME, CHILDREN, CSRF = (f"{what}{CHANCE}" for what in ("token", "name", "children", "csrf"))
TITLE, MAIN, SCHOOL, WHO = (f"{what}{CHANCE}" for what in ("title", "main", "school", "who"))
NUMBER = 10**15 + secrets.randbelow(10**14)
LONG_AGO = datetime(1801, 2, 3, 12, tzinfo=UTC)
DAY = "3 February 1801"
MOMENT, EXACTLY = (f"{DAY}, {timezone.localtime(LONG_AGO):%H:%M}", f"{LONG_AGO:%Y-%m-%d %H:%M:%S}")
CHOICE, CHOSEN = '<option value="{}">', '<option value="{}" selected>'
WORDS = dict(Contact.Relationship.choices)
# Of what the adult is to the children, what stands on the page of who has still to choose.
UNCHOSEN = [CHOSEN.format(""), *map(CHOICE.format, Contact.Relationship.values)]
GAPS = (TITLE, MAIN, SCHOOL, WHO, TOKEN, NAME, f"<bdi>{CHILDREN}</bdi>", CSRF, str(NUMBER), MOMENT, EXACTLY, DAY)
CUT = re.compile(f"({'|'.join([*GAPS, *UNCHOSEN])})")

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
    def day(self):
        return self.answered_at and _day(timezone.localdate(self.answered_at), get_language())


@dataclass(frozen=True)
class Given:
    """An answer just given: all that its receipt depends on."""

    token: str
    number: int
    outcome: str
    typed_name: str
    relationship: str
    is_responsible: bool | None
    children: list  # as they are kept with the answer
    answered_at: datetime
    version_id: int
    organisation: str  # the columns of the school, as JSON


def page_to_sign(request, reader):
    """The page for an adult who has not answered these words."""
    organisation = _organisation(reader.organisation)
    # Of the school these pages tell no more than this.
    told = organisation.complaints_url, "" if reader.children else organisation.name
    key = ("page", reader.version_id, reader.before_id, bool(reader.children), *told)
    page = _once(key, lambda: _page(reader, organisation))
    values = {
        TOKEN: reader.token,
        NAME: escape(reader.adult.full_name),
        f"<bdi>{CHILDREN}</bdi>": _one_by_one([_bdi(name) for name in reader.children]),
        CSRF: _form_token(request),
        str(NUMBER): str(reader.request_id),
        DAY: reader.day,
    }
    if reader.relationship:
        who = reader.relationship
        values |= {CHOSEN.format(""): CHOICE.format(""), CHOICE.format(who): CHOSEN.format(who)}
    return _framed(reader.organisation, _title(reader.version_id), _filled(page, values))


def _form_token(request):
    """The token of the form, the same as in its cookie. Django masks it by sixty-four draws of chance, lest it be
    guessed from page after page; a browser that has no such cookie yet is given one that no page has shown."""
    if "CSRF_COOKIE" in request.META:
        return get_token(request)
    request.META |= {"CSRF_COOKIE": secrets.token_hex(CSRF_SECRET_LENGTH // 2), "CSRF_COOKIE_NEEDS_UPDATE": True}
    return request.META["CSRF_COOKIE"]


def receipt(given):
    """The receipt of an answer that stands, before its copy is made."""
    key = (given.outcome, bool(given.relationship), given.is_responsible, bool(given.children))
    page = _once(("receipt", given.version_id, *key), lambda: _receipt(given))
    values = {
        TOKEN: given.token,
        SCHOOL: escape(_organisation(given.organisation).name),
        WHO: escape(str(WORDS.get(given.relationship, ""))),
        NAME: escape(given.typed_name),
        f"<bdi>{CHILDREN}</bdi>": ", ".join(_bdi(child["name"]) for child in given.children),
        str(NUMBER): str(given.number),
        MOMENT: date_format(timezone.localtime(given.answered_at), "j F Y, H:i"),
        EXACTLY: f"{given.answered_at:%Y-%m-%d %H:%M:%S}",
    }
    title = f"{_('Your receipt')}: {_title(given.version_id)}"
    return _framed(given.organisation, title, _filled(page, values))


def _bdi(name):
    return f"<bdi>{escape(name)}</bdi>"


def _one_by_one(names):
    """As one would say them: see parents/_children.html."""
    *others, last = names or [""]
    and_ = _("and")
    return f"{', '.join(others)} {and_} {last}" if others else last


@lru_cache(maxsize=MANY)
def _day(day, _language):
    return date_format(day, "j F Y")


def _framed(organisation, title, main):
    """A page with what stands around it, which depends on the columns of the organisation."""
    around = _once(("around", organisation), lambda: _around(_organisation(organisation)))
    return _filled(around, {TITLE: escape(title), MAIN: main})


@lru_cache(maxsize=MANY)
def _organisation(columns):
    return Organisation(**json.loads(columns))


@lru_cache(maxsize=MANY)
def _title(version_id):
    """Of published words: it stays as it is."""
    return PolicyVersion.objects.values_list("title", flat=True).get(pk=version_id)


def _filled(parts, values):
    return "".join([values.get(part, part) for part in parts])


def _once(key, render):
    """What `render` gives, cut at its gaps; rendered again after a while."""
    key = (*key, time.monotonic() // LASTS, get_language())
    if key not in _kept:
        if len(_kept) >= MANY:
            _kept.clear()
        _kept[key] = CUT.split(render())
    return _kept[key]


def _around(organisation):
    context = {"title": TITLE, "main": MAIN, "organisation": organisation}
    return render_to_string("parents/_shell.html", context)


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
        "form": AnswerForm(version),
        "news": reading.news(version, since),
        "children": [Child(given_name=CHILDREN)] if reader.children else [],
        "minutes": words.minutes_to_read(version),
        "organisation": organisation,
        "csrf_token": CSRF,
    }
    return render_to_string("parents/_to_sign.html", context)


def _receipt(given):
    """A receipt as a stand-in would see it."""
    version = PolicyVersion.objects.select_related("policy").get(pk=given.version_id)
    link = Link()
    link.token = TOKEN
    declaration = Declaration(
        pk=NUMBER,
        request=Request(version=version),
        outcome=given.outcome,
        content_hash=version.content_hash,
        typed_name=NAME if given.typed_name else "",
        relationship=WHO if given.relationship else "",
        is_responsible=given.is_responsible,
        children=[{"name": CHILDREN}] if given.children else [],
        answered_at=LONG_AGO,
    )
    context = {
        "link": link,
        "declaration": declaration,
        "version": version,
        "counts": declaration.request if declaration.is_agreement else None,
        "in_force": version,
        "organisation": Organisation(name=SCHOOL),
    }
    return render_to_string("parents/_receipt.html", context)
