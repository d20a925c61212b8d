"""What every style sheet and every page keeps to: either reading direction, and a strict browser."""

import gzip
import pathlib
import re

import pytest

from conduct_portal import stylesheets

PROJECT = pathlib.Path(__file__).parent.parent
CSS, TEMPLATES = PROJECT / "static/css", PROJECT / "templates"
SHEETS = sorted(CSS.glob("*.css"))
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.parent.name not in ("pdf", "emails"))
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
SIDES = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|[{;\s](?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
INLINE = re.compile(r"<style(?![^>]*\bnonce=)|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=", re.IGNORECASE)


def name(path):
    return str(path.relative_to(PROJECT))


def rules(path):
    return COMMENTS.sub("", path.read_text())


def imports(path):
    return stylesheets.IMPORT.findall(path.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_styles_know_start_and_end_but_not_left_and_right(sheet):
    assert SIDES.findall(rules(sheet).replace("@media (max-width", "").replace("@media (min-width", "")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_styles_ask_nobody_else_for_anything(sheet):
    assert re.findall(r"url\(|https?:|@font-face", rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_styles_use_only_colours_and_measures_that_exist(sheet):
    given = set(re.findall(r"(--[a-z-]+)\s*:", "".join(map(rules, SHEETS))))

    assert set(re.findall(r"var\((--[a-z-]+)", rules(sheet))) <= given


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_have_no_inline_style_or_script(page):
    assert INLINE.findall(page.read_text()) == []


def test_no_comment_of_a_template_is_printed():
    """Django ends a comment of this kind with its line; what goes on below it would be shown to people."""
    torn = [name(path) for path in TEMPLATES.rglob("*.*") if re.search(r"\{#(?!.*#\})", path.read_text())]
    assert torn == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_that_show_a_form_show_its_errors(page):
    words = page.read_text()
    shows = re.search(r"{% fields |{% crispy |\|crispy", words) and "{% extends" in words and 'method="post"' in words

    assert not shows or "{% error_summary " in words


def test_every_style_sheet_is_delivered():
    bundles = [PROJECT / "static" / bundle for bundle in stylesheets.BUNDLES]
    delivered = {imported for bundle in bundles for imported in imports(bundle)}

    assert delivered == {sheet.name for sheet in SHEETS} - {bundle.name for bundle in bundles}


def test_staff_see_all_that_parents_see():
    assert set(imports(CSS / "parent.css")) <= set(imports(CSS / "staff.css"))


def test_styles_and_scripts_of_a_parents_page_are_small():
    sent = "".join(rules(CSS / imported) for imported in imports(CSS / "parent.css"))
    sent += (PROJECT / "static/js/submit-once.js").read_text()

    assert len(gzip.compress(sent.encode())) < 8_000
