"""The parts that pages are made of, where they decide something."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import html

from declarations.standing import DONE, State
from organisations.templatetags import portal
from policies.models import PolicyVersion


def shown(template, **context):
    """A piece of a page."""
    return html.fragment_fromstring(
        Template("{% load portal %}" + template).render(Context(context)), create_parent="main"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<h2>1. Our aims</h2><h2>2. Kindness</h2>",
        "<h2>Section A</h2><h2>Section B</h2>",
        "<h2>Our aims</h2><p>1.1. We are kind.</p><h2>Kindness</h2>",
        "<h2><strong>IV.</strong> Kindness</h2><h2>Aims</h2>",
        "<h2>The only heading</h2>",
        "<p>No heading</p>",
    ],
)
def test_headings_are_not_numbered_over_the_codes_own_numbers(body):
    assert not portal.wants_numbers(body)


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Our aims</h2><p>2026 was a good year.</p><h2>Kindness</h2>",
        "<h2>A safe school</h2><h2>Part of a community</h2>",
        "<h2>I will be kind</h2><ol><li>First</li></ol><h2>Contact</h2>",
    ],
)
def test_headings_without_numbers_are_numbered(body):
    assert portal.wants_numbers(body)


def test_steps_before_the_present_one_are_done():
    page = shown('{% include "components/version_steps.html" %}', version=PolicyVersion(title="A code"))

    assert page.xpath("//li[@aria-current='step']/text()") == ["Draft"]
    assert page.xpath("//li[@class='done']") == []


def test_a_replaced_version_has_all_steps_behind_it():
    page = shown('{% steps state draft="Draft" in_force="In force" %}', state=PolicyVersion.Status.SUPERSEDED)

    assert len(page.xpath("//li[@class='done']")) == 2


def test_progress_counts_what_is_done_and_links_to_the_rest():
    counts = dict.fromkeys(State, 0) | {State.SIGNED: 199, State.OPENED: 1}
    page = shown('{% progress counts done=done words="199 of 200" current="opened" %}', counts=counts, done=DONE)

    assert page.xpath("string(//p/b)") == "99%"
    assert page.xpath("//a/@href") == ["?state=signed", "?state=opened"]
    assert page.xpath("//a[@aria-current]/b/text()") == ["1"]


def test_progress_of_nobody_is_nothing():
    page = shown('{% progress counts done=done words="" %}', counts=dict.fromkeys(State, 0), done=DONE)

    assert page.xpath("string(//p/b)") == "0%" and page.xpath("//rect") == []


def test_even_one_of_thousands_is_seen_in_the_bar():
    counts = dict.fromkeys(State, 0) | {State.SIGNED: 4_000, State.BOUNCED: 1}
    widths = [part["width"] for part in portal.progress(counts, done=DONE, words="")["parts"]]

    assert sum(map(float, widths)) == pytest.approx(100, abs=0.02)
    assert min(map(float, widths)) > 0.5


def test_a_state_brings_its_own_words():
    page = shown("{% pill state %}{% pill 'sent' 'Gone' %}", state=State.NO_DETAILS)

    assert [pill.text for pill in page] == ["No e-mail address", "Gone"]


def test_a_heading_without_actions_has_no_place_for_them():
    assert shown('{% heading "Policies" %} {% endheading %}').xpath("//*[@class='actions']") == []
    assert shown('{% heading "Policies" %}<a>New</a>{% endheading %}').xpath("//*[@class='actions']/a")


def test_pages_of_a_list_keep_what_was_asked():
    request = RequestFactory().get("/", {"state": "opened", "page": "2"})
    page = {"page": Paginator(range(30), 10).page(2)}

    links = html.fragment_fromstring(render_to_string("components/pagination.html", page, request))

    assert links.xpath("//a/@href") == ["?state=opened&page=1", "?state=opened&page=3"]
