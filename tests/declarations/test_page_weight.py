"""What a parent's phone has to fetch before the words can be read: little, and from nobody else."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from conduct_portal import stylesheets
from declarations import links
from declarations.models import Declaration
from tests import factories as make
from tests.declarations.people import parent_asked

pytestmark = pytest.mark.django_db
PAGE_LIMIT = 40_000
CLAUSE = "<h2>Clause {0}</h2><p>In class chats of year {0} we ask everybody to be kind and brief.</p>"
LONG = "".join(CLAUSE.format(number) for number in range(120))


def fetched(page):
    """Everything the page loads, by address."""
    tags = re.findall(r"<(?:link|script|img|iframe|source)\b[^>]*>", page.text)
    return [re.search(r'(?:href|src)="([^"]+)"', tag)[1] for tag in tags if "src" in tag or "href" in tag]


def weight(address, browser):
    if not address.startswith("/static/"):
        return size(browser.get(address).content)
    name = address.removeprefix("/static/")
    if name in stylesheets.BUNDLES:
        # As `collectstatic` joins it for delivery; in tests browsers follow the imports themselves.
        parts = stylesheets.IMPORT.findall(source(name).decode())
        return size(b"".join(source(f"css/{part}") for part in parts))
    return size(source(name))


def source(name):
    return Path(finders.find(name)).read_bytes()


def size(content):
    return len(gzip.compress(content))


def pages():
    parent = parent_asked(body=LONG)
    yield parent, parent.reads(parent.owes())
    yield parent, parent.sends(parent.owes())
    parent.signs(parent.owes())
    token = links.mint_receipt(Declaration.objects.get())[1]
    yield parent, parent.browser.get(f"/r/{token}/")
    make.revise(parent.adult.requests.get().version)
    yield parent, parent.reads(parent.owes())


def test_a_page_with_all_it_needs_is_small():
    for parent, page in pages():
        assets = sum(weight(address, parent.browser) for address in fetched(page))
        assert size(page.content) + assets <= PAGE_LIMIT


def test_nothing_comes_from_anybody_else():
    for _parent, page in pages():
        assert all(address.startswith("/") and not address.startswith("//") for address in fetched(page))
