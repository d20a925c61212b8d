"""People are found by some letters of their names or addresses, wherever these stand: by one index with one column.

Whoever looks for Łukasz O’Brien has a keyboard without the one sign and a file with the other apostrophe: accents,
strokes, capitals and apostrophes make no difference, on the roll as in what is typed.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains


class Plain(Func):
    """Words as anybody can type them. The database has the rule, because its index does."""

    function = "plain_letters"
    output_field = TextField()


def _in_one(first, *others):
    """These fields as one text, a space between."""
    parts = (part for field in others for part in (Value(" "), field))
    return Concat(first, *parts, output_field=TextField())


OF_AN_ADULT = _in_one("given_name", "family_name", "email")
OF_A_CHILD = _in_one("given_name", "family_name")
OF_A_MESSAGE = _in_one("adult__given_name", "adult__family_name", "adult__email", "to", "subject")


def stand_in(in_one, word):
    """The condition that the letters of this word, which has no spaces, stand somewhere in this text."""
    return Contains(Plain(in_one), Plain(Value(word)))


def by_any_part(name, in_one):
    """An index that finds three or more letters wherever they stand in this text."""
    return GinIndex(OpClass(Plain(in_one), "gin_trgm_ops"), name=name)
