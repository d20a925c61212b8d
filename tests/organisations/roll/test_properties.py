"""What holds for every file, whatever is in it."""

import io
import re

import pytest
from django.core.validators import validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from organisations.errors import FileRefused
from organisations.models import Adult
from organisations.roll import columns, formats, tables, undoing, values
from tests import factories as make
from tests.examples import tried_with
from tests.organisations.roll.office import bring, changes, check, roll, upload

READERS = (
    values.name, values.full_name, values.email, values.phone, values.upn, values.year_group, values.day,
    values.truth, values.rank, values.relationship, values.status, values.is_no_parent, values.key,
)  # fmt: skip
cells = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
known_headers = [*columns.FIELD_OF, "Parent 1 email", "ID", "Forename"]
headers = st.lists(st.one_of(cells, st.sampled_from(known_headers)), max_size=20)

given_names, family_names = st.sampled_from(["Sam", "Jo", "Łucja", "Al"]), st.sampled_from(["Okafor", "O’Brien", "Li"])
maybe = st.sampled_from
child = st.tuples(
    maybe(["", "", "R674123101121", "H801200001001"]),
    given_names,
    family_names,
    maybe(["", "4", "5"]),
    maybe(["", "4 Oak", "5 Elm"]),
)
adult = st.tuples(
    maybe(["", "", "17", "18"]),
    st.one_of(st.just(""), given_names),
    family_names,
    maybe(["", "Mother", "Foster carer", "Doctor"]),
    maybe(["", "T", "F"]),
    maybe(["", "a@home.example", "b@home.example"]),
    maybe(["", "07700 900111", "+44 7700 900111"]),
)
files = st.lists(st.builds(lambda *parts: ",".join(sum(parts, ())), child, adult), min_size=1, max_size=8)
# PLAIN_ADDRESS itself, but nothing in it goes on without end: else three of four that are made up are too long.
SHORTER = {"]+": "]{1,8}", ")*": "){0,2}", ")+": "){1,2}"}
SHORT_ADDRESS = re.sub("|".join(map(re.escape, SHORTER)), lambda end: SHORTER[end[0]], values.PLAIN_ADDRESS.pattern)
through_the_database = tried_with(25)


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789" + values.UPN_LETTERS))
def test_exactly_one_letter_checks_a_upn(digits, last):
    fitting = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if values.is_upn(f"{letter}{digits}{last}")]

    assert len(fitting) == 1 and fitting[0] in values.UPN_LETTERS


@pytest.mark.parametrize("upn", ["R674123101121", "H801200001001"])
def test_real_upns_are_known(upn):
    assert values.is_upn(upn)


@given(cells)
def test_every_cell_is_read_or_said_to_be_unreadable(cell):
    for reader in READERS:
        try:
            reader(cell)
        except values.Unreadable as error:
            assert str(error)


@given(cells)
def test_reading_what_was_read_gives_the_same(cell):
    for reader in (values.name, values.email, values.phone, values.upn, values.year_group):
        try:
            once = reader(cell)
        except values.Unreadable:
            continue
        assert reader(once) == once


@given(st.from_regex(SHORT_ADDRESS, fullmatch=True).filter(lambda text: len(text) <= values.LONGEST_PLAIN))
def test_an_address_without_doubt_is_one(address):
    validate_email(address)

    assert values.email(address) == address


@given(st.from_regex(values.PLAIN_NUMBER, fullmatch=True))
def test_a_number_without_doubt_is_one(number):
    assert values.phone(number) == values.phone(f"{number} ") == number
    assert values.phone(f"{number} ext") == f"{number} ext"  # with doubts


@given(headers)
def test_no_two_columns_are_guessed_to_mean_the_same(headers):
    meanings = [meaning for meaning in columns.guess(headers) if meaning]

    assert len(meanings) == len(set(meanings))
    assert len(list(columns.titles(headers))) == len(headers)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        form = formats.recognise(upload(content))
        formats.layout(upload(content), form) if form in formats.RECORDS else None
    except FileRefused as refusal:
        assert str(refusal)


@given(st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1, max_size=10), st.sampled_from(["utf-8", "utf-16"]))
@example(rows=[["", ""], ["", ";;"]], encoding="utf-8")
def test_rows_come_out_as_they_went_in(rows, encoding):
    written = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    if "\0" in written:
        return
    read = [cells for _row, cells in tables.records(io.BytesIO(written.encode(encoding)))]

    assert read == [row for row in rows if any(map(str.strip, row))]


@through_the_database
@given(rows=files)
def test_the_same_file_twice_changes_nothing(undone, rows):
    def act():
        school = make.SchoolFactory()
        first = check(school, *rows)
        if first.refusal:
            return
        bring(school, *rows)
        before = roll()
        assert changes(bring(school, *rows)).keys() <= {"adult unclear", "child unclear"}
        assert roll() == before

    undone(act)


@through_the_database
@given(first=files, second=files, holds=st.sampled_from(["everyone", "some"]))
def test_an_undone_file_leaves_no_trace(undone, first, second, holds):
    def act():
        school = make.SchoolFactory()
        bring(school, *first)
        before = roll()
        roll_import = bring(school, *second, holds=holds)
        undoing.undo(roll_import, by=roll_import.applied_by)
        assert roll() == before

    undone(act)


@through_the_database
@given(first=files, second=files, rule=st.sampled_from(["no_contact", "court_order", "corporate_parent"]))
def test_no_file_ever_loosens_what_staff_marked(undone, first, second, rule):
    def act():
        school = make.SchoolFactory()
        bring(school, *first)
        marked = list(Adult.objects.values_list("pk", flat=True))
        Adult.objects.update(contact_rule=rule)
        bring(school, *second)
        assert set(Adult.objects.filter(pk__in=marked).values_list("contact_rule", flat=True)) <= {rule}

    undone(act)
