"""What was understood, as plain JSON and back: the worker reads a document, a page shows it later."""

from dataclasses import asdict, fields, is_dataclass
from typing import get_args, get_origin, get_type_hints

from policies.importing.parsed import ParsedCode


def as_json(parsed):
    return asdict(parsed)


def from_json(kept):
    return _value(ParsedCode, kept)


def _value(kind, value):
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: _value(hints[field.name], value[field.name]) for field in fields(kind)})
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], each) for each in value)
    return value
