"""Codes of fictional schools, each with the faults of its kind, read as a careful person would read them."""

import json
import pathlib
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importing import reader, report
from tests.examples import tried_with

CODES = sorted((pathlib.Path(__file__).parent / "codes").glob("*.txt"))
WORDS = re.compile(r"[^\W\d_]{2,}")


def by_name(path):
    return path.stem


def understood(text):
    return report.as_dict(reader.read_text(text))


@pytest.mark.parametrize("path", CODES, ids=by_name)
def test_a_code_is_read_as_a_careful_person_reads_it(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    looks = expected.pop("looks")
    found = understood(path.read_text())

    assert {key: found[key] for key in expected} == expected
    said = "\n".join(f"{look['what']} {look['why']}" for look in found["needs_look"])
    assert [look for look in looks if look not in said] == []


@pytest.mark.parametrize("path", CODES, ids=by_name)
def test_no_word_is_lost(path):
    parsed = reader.read_text(path.read_text())
    kept = Counter(word for text in everything_in(parsed) for word in WORDS.findall(text))

    assert dict(Counter(WORDS.findall(path.read_text())) - kept) == {}


def everything_in(parsed):
    for section in parsed.sections:
        yield section.heading
    for clause in [*parsed.clauses, *(clause for section in parsed.sections for clause in section.clauses)]:
        yield clause.text
        yield from texts_of(clause.items)
    yield from (each.what for each in parsed.left_out)
    yield from filter(None, [parsed.declaration_heading, parsed.declaration_text, parsed.undertakings_lead_in])
    yield from parsed.undertakings


def texts_of(items):
    for item in items:
        yield from (item.mark, item.text)
        yield from texts_of(item.items)


@pytest.mark.parametrize("path", CODES, ids=by_name)
def test_no_contents_line_is_a_heading(path):
    parsed = reader.read_text(path.read_text())

    assert not [section for section in parsed.sections if re.search(r"[.…]{3,}|\s\d{1,2}$", section.heading)]


@tried_with(60)
@given(
    st.lists(
        st.sampled_from(
            [
                "1. Aims",
                "1.1 Be kind.",
                "- one",
                " o two",
                "(a) three",
                "Parents must not:",
                "\f",
                "",
                "Contents",
                "1. Aims ..... 3",
                "Signed: ______",
                "I have read this.",
                "Dear parents,",
                "Yours faithfully",
                "| a | b |",
                "✗ no",
                "Page 1 of 2",
                "NAME OF SCHOOL",
                "[insert name]",
                "March 2023",
                "\uf0b7 odd",
                "مدرسة",
                "🙂 smile",
                "Parent declaration",
                "x" * 300,
                "2.1",
                "•",
                "**Bold**",
            ]
        ),
        max_size=25,
    )
)
def test_nothing_that_is_sent_in_breaks_the_reader(lines):
    understood("\n".join(lines))


@tried_with(60)
@given(st.text(max_size=400))
def test_no_letters_break_the_reader(text):
    understood(text)
