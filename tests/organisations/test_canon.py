"""What is written by its shape is what would be written otherwise, to the last letter: hashes depend on it."""

import json

from hypothesis import given
from hypothesis import strategies as some

from organisations import canon

SHAPE = canon.Shape(
    typed_name=canon.string, number=canon.number, Zulu=canon.truth, children=canon.canonical, comment=canon.string
)
letters = some.text(some.characters(exclude_categories=["Cs"]))
content = some.fixed_dictionaries(
    {
        "typed_name": letters,
        "comment": some.none() | letters,
        "number": some.none() | some.integers(),
        "Zulu": some.none() | some.booleans(),
        "children": some.lists(some.dictionaries(letters, some.none() | some.integers() | letters)),
    }
)


@given(content)
def test_a_shape_writes_what_json_writes(content):
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert SHAPE.written(content) == canon.canonical(content) == told


def test_what_is_written_already_stays_as_it_is():
    written = canon.Written('{"b":1}')

    assert canon.canonical(written) == '{"b":1}'
    assert canon.Shape(a=canon.canonical).written({"a": written}) == '{"a":{"b":1}}'
