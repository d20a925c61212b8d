"""Pre-flight of whole codes: silent about a calm one, outspoken about real ones where they lie beside the project."""

import pathlib
from datetime import date

import pytest

from organisations.models import Organisation
from policies import importing, preflight
from policies.importing import dates, draft
from policies.models import Policy
from tests import factories as make

HERE = pathlib.Path(__file__).resolve().parent
REAL = {path.stem[:3]: path for path in sorted((HERE.parents[2] / "shared" / "codes").glob("*.txt"))}
TODAY = date(2026, 11, 21)


def unsaved(path):
    parsed = importing.read(path.read_bytes(), path.name)
    months = dates.MONTHS_OF.get(parsed.review_interval, 12)
    policy = Policy(owner=Organisation(name="Larkrise"), review_months=months, asks=parsed.requires)
    return draft.unsaved(parsed, draft.wording_of(parsed), policy)


def test_a_calm_and_ordinary_code_meets_no_objection():
    version = unsaved(HERE / "calm_code.md")
    version.label = "1"

    assert [(each.rule, each.quote) for each in preflight.check(version, today=TODAY)] == []


MUST_FIND = [
    ("000", "damaged", "this of conduct"),
    ("000", "damaged", "erstand"),
    ("001", "form_missing", "declaration form"),
    ("001", "tied_to_a_place", "expulsion"),
    ("001", "old_brand", "Twitter"),
    ("001", "review_passed", "August 2023"),
    ("002", "unfilled", "Name of school"),
    ("002", "outdated_law", "Data Protection Act 1998"),
    ("003", "outdated_law", "Data Protection Act 1998"),
    ("004", "criticism_forbidden", "disrepute"),
]

if REAL:

    @pytest.mark.parametrize(("code", "rule", "quote"), MUST_FIND)
    def test_what_a_careful_reader_finds_is_found(code, rule, quote):
        findings = preflight.check(unsaved(REAL[code]), today=TODAY)

        assert [each for each in findings if each.rule == rule and quote in each.quote]

    @pytest.mark.django_db
    def test_the_review_that_a_cover_names_has_passed():
        path = REAL["003"]
        parsed = importing.read(path.read_bytes(), path.name)
        version = draft.make_draft(parsed, make.SchoolFactory(), by=make.UserFactory())

        assert "review_passed" in [each.rule for each in preflight.check(version, today=TODAY)]
