"""What is written by its shape is what would be written otherwise, to the last letter: hashes depend on it."""

import json
from datetime import UTC
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from organisations import canon

SHAPE = canon.Shape(
    format=3,
    typed_name=("name", canon.string),
    number=("number", canon.number),
    Zulu=("is_zulu", canon.truth),
    children=("children", canon.canonical),
    answered_at=("at", canon.moment),
)
letters = some.text(some.characters(exclude_categories=["Cs"]))
children = some.lists(
    some.dictionaries(letters, some.none() | some.integers() | some.floats(allow_nan=False) | letters)
)
moments = some.datetimes(timezones=some.sampled_from([UTC, ZoneInfo("Europe/London")]))
things = some.builds(
    SimpleNamespace,
    name=letters,
    number=some.none() | some.integers(),
    is_zulu=some.none() | some.booleans(),
    children=children,
    at=moments,
)


def as_json_writes(content):
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@given(things)
def test_a_shape_writes_what_json_writes(thing):
    content = {
        "format": 3,
        "typed_name": thing.name,
        "number": thing.number,
        "Zulu": thing.is_zulu,
        "children": thing.children,
        "answered_at": thing.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    assert SHAPE.written(thing) == canon.canonical(content) == as_json_writes(content)


@given(children)
def test_what_another_wrote_is_rewritten_as_ours(content):
    assert canon.rewritten(json.dumps(content, indent=2)) == as_json_writes(content)


def test_what_is_written_already_stays_as_it_is():
    written = canon.Written('{"b":1}')

    assert canon.canonical(written) == '{"b":1}'
    shape = canon.Shape(a=("b", canon.canonical), c=("d", canon.number))
    assert shape.written(SimpleNamespace(b=written, d=None)) == '{"a":{"b":1},"c":null}'
