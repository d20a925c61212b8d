"""A code of conduct on paper: the print of one version, and what every print of it shows."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from lxml import html

from organisations import brand
from policies import words
from policies.errors import MissingFont
from policies.models import PolicyVersion

Status = PolicyVersion.Status
# So many digits of a hash name some words: enough that two never meet, few enough to type.
SHORT = 12


@dataclass(frozen=True)
class Enclosure:
    """A text that lies in a print as a file of its own."""

    name: str
    description: str
    text: str
    made_at: datetime


def version_pdf(version):
    """The words of a version as the bytes of one PDF, with a sheet to answer on.

    Words that are not in force say so on their face; those that never will be again have no such sheet.
    """
    context = context_of(version) | {
        "withdrawn_at": version.withdrawn_at,
        "replaced": version.status == Status.SUPERSEDED,
        "takes_answers": version.status not in (Status.SUPERSEDED, Status.WITHDRAWN),
    }
    return printed("pdf/code.html", context, made_at=version.published_at or version.edited_at)


def context_of(version):
    """What every print of a version shows: the school's letterhead, the words, and what they are called."""
    content_hash = version.content_hash or words.content_hash(version)
    return {
        "version": version,
        "policy": version.policy,
        "owner": version.policy.owner,
        "body": body_of(version),
        "short_hash": content_hash[:SHORT],
        "address": _address(content_hash[:SHORT]) if version.published_at else "",
        "unpublished": version.published_at is None,
    }


def _address(code):
    """Where everybody can see whether these words are in force, short enough to type."""
    return urlsplit(settings.SITE_URL).netloc + reverse("public:print", args=[code])


def body_of(version):
    """The body, cleaned once more, each heading cell of a table saying what it heads (PDF/UA asks for it)."""
    body = words.clean(version.body)
    if "<th" not in body:
        return body
    tree = html.fragment_fromstring(body, create_parent="div")
    for cell in tree.iter("th"):
        cell.set("scope", cell.get("scope") or _heads(cell))
    return html.tostring(tree, encoding="unicode").removeprefix("<div>").removesuffix("</div>")


def printed(template, context, *, made_at, enclosures=(), whole=False, spells_out=False):
    """A template as the bytes of a PDF; the same words and the same moment always give the same bytes.

    What is enclosed lies in the PDF as files of its own. Where a stencil would do, the page is laid out nevertheless
    if it is to be `whole`. What `spells_out` names the letters that no font has, for papers that must never fail; no
    evidence does. Raises policies.errors.CannotPrint.
    """
    # Loads WeasyPrint, which takes about a second; only who prints waits for it.
    from policies import press, stencils

    with translation.override(settings.LANGUAGE_CODE):
        colours = brand.stylesheet(context["owner"].brand_colour)
        page = render_to_string(template, context | {"made_at": made_at, "colours": colours})
    if stencils.suits(page) and not whole:
        with suppress(stencils.CannotFill):
            return stencils.printed(page, made_at, enclosures)
    try:
        return press.pdf(page, enclosures)
    except MissingFont as error:
        if not (spells_out and error.letters):
            raise
        return press.pdf(press.spelt_out(page, error.letters), enclosures)


def _heads(cell):
    """A cell in a row of headings heads its column, any other its row."""
    return "col" if all(beside.tag == "th" for beside in cell.getparent()) else "row"
