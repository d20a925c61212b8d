"""People are found by some letters of their names or addresses, wherever these stand: by one index with one column."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import TextField, Value
from django.db.models.functions import Concat, Upper


def _in_one(first, *others):
    """These fields as one text, a space between."""
    parts = (part for field in others for part in (Value(" "), field))
    return Concat(first, *parts, output_field=TextField())


OF_AN_ADULT = _in_one("given_name", "family_name", "email")
OF_A_CHILD = _in_one("given_name", "family_name")


def by_any_part(name, in_one):
    """An index that finds three or more letters wherever they stand in this text (icontains)."""
    return GinIndex(OpClass(Upper(in_one), "gin_trgm_ops"), name=name)
