"""How well real codes are read, where they lie beside the project; where they do not, there is nothing to collect."""

import json
import pathlib

import pytest

from policies.importing import reader, report

FOLDER = pathlib.Path(__file__).resolve().parents[4] / "shared" / "codes"
CODES = {path.stem: path for path in sorted((FOLDER / "expected").glob("*.json"))}
SCORED = [
    "title",
    "organisation",
    "doc_reference",
    "version_label",
    "version_date",
    "next_review",
    "review_interval",
    "author",
    "approver",
    "sections",
    "clauses_per_section",
    "sub_items_per_section",
    "undertakings",
    "declaration_heading",
    "signature_field_types",
    "requires",
    "resign_rule",
    "placeholders",
]


def folded(value):
    """Without what nobody sees: white space, and for placeholders what kind they are."""
    if isinstance(value, list):
        return [folded(each) for each in value]
    if isinstance(value, dict):
        return folded(value["text"]), value.get("count")
    return " ".join(value.split()) if isinstance(value, str) else value


def wrong_fields(found, expected):
    readings = [expected, *({**expected, **other} for other in expected.get("also_accept", []))]
    wrong = [
        [key for key in SCORED if sorted_if_blanks(key, found) != sorted_if_blanks(key, each)] for each in readings
    ]
    return min(wrong, key=len)


def sorted_if_blanks(key, values):
    value = folded(values[key])
    return sorted(value) if key == "placeholders" else value


def read(name):
    expected = json.loads(CODES[name].read_text())
    text = (FOLDER.parent / expected["source_file"]).read_text()
    return report.as_dict(reader.read_text(text)), expected


if CODES:

    @pytest.mark.parametrize("name", CODES)
    def test_nine_fields_in_ten_are_right(name):
        wrong = wrong_fields(*read(name))

        assert len(wrong) <= 0.1 * len(SCORED), wrong

    @pytest.mark.parametrize("name", CODES)
    def test_the_words_of_the_declaration_are_kept(name):
        found, expected = read(name)
        said = expected["declaration_text"]

        assert folded(found["declaration_text"]) == (folded(said.replace("[bookmark: _GoBack]", "")) if said else None)
