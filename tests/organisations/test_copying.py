"""What is written by COPY is read back as it was, whatever signs are in it and whatever kind of text it is."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg2 import DataError

from organisations import copying
from organisations.roll.models import About, Change
from tests.examples import tried_with

pytestmark = pytest.mark.django_db
NAMES = ("about", "kind", "row", "given_name", "family_name", "before", "at")
AT = datetime(2026, 11, 21, 8, 30, 0, 5, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


def written(*rows):
    """What the rows are like in the table, the newest alone."""
    assert copying.copy(Change, NAMES, rows) == len(rows)
    return list(Change.objects.order_by("-pk").values_list(*NAMES)[: len(rows)])[::-1]


@tried_with(60)
@given(text=texts, row=st.none() | st.integers(0, 2**31 - 1), facts=st.dictionaries(texts, texts | st.booleans()))
@example(text="\\N", row=0, facts={"\\": "\t\r\n\\."})
@example(text="\\.", row=None, facts={})
def test_what_is_copied_is_read_back(text, row, facts):
    told = ("child", "new", row, text, text[::-1], facts, AT)

    assert written(told) == [told]


@pytest.mark.parametrize("kind", [str, SafeString, lazystr])
def test_every_kind_of_text_is_text(kind):
    text = "a\tb\\n\nc"

    assert written((About.CHILD, Change.Kind.NEW, True + 1, kind(text), "", {}, AT)) == [
        ("child", "new", 2, text, "", {}, AT)
    ]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_no_database_can_hold_is_refused_and_nothing_stays(text):
    rows = [("child", "new", None, given_name, "", {}, AT) for given_name in ("fine", text)]

    with pytest.raises((DataError, UnicodeEncodeError)), transaction.atomic():
        copying.copy(Change, NAMES, rows)

    assert not Change.objects.exists()
