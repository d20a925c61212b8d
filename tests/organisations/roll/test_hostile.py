"""Files made to harm: refused with a sentence, and nothing is written."""

import io
import struct
import zipfile

import pytest

from organisations.errors import FileRefused
from organisations.models import Adult, Child
from organisations.roll import tables
from organisations.roll.models import Import
from tests import factories as make
from tests.organisations.roll import files
from tests.organisations.roll.desk import Desk
from tests.organisations.roll.office import AMIRA, HEADERS, SAM, changes, check, check_file, found, upload

pytestmark = pytest.mark.django_db

BOMB = """<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<CTfile><CTFpupilData><Pupil><Surname>&d;</Surname></Pupil></CTFpupilData></CTfile>"""
STRANGER = """<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<CTfile><CTFpupilData><Pupil><Surname>&a;</Surname></Pupil></CTFpupilData></CTfile>"""


def with_entities(content):
    """A workbook whose sheet declares entities."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            said = old.read(name)
            if name.endswith("sheet1.xml"):
                said = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + said.replace(b"Okafor", b"&a;")
            new.writestr(name, said)
    return written.getvalue()


def lying(content):
    """A zip whose first file is larger than it says."""
    at = content.index(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<L", 4) + content[at + 4 :]


def bomb():
    return files.zipped({"users.csv": b"\0" * 60_000_000})


def crowd():
    return files.zipped({f"{n}.csv": "" for n in range(1_001)})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB.encode(), "declares a document type"),
        (BOMB.encode("utf-16"), "declares a document type"),
        (STRANGER.encode(), "declares a document type"),
        (b"<" * 5000, "This XML is damaged"),
        (bomb, "far larger than any roll"),
        (crowd, "far larger than any roll"),
        (b"PK\x03\x04" + b"x" * 500, "damaged or locked"),
        (b"Pupil name,Class\r\nAmira,4\0Oak", "null bytes"),
        (b"Pupil name," + b"x," * 400 + b"\r\n", "too many columns"),
        (b"Pupil name,Class\r\n" + b"x" * 5_000, "far too long"),
        (b'Pupil name,Class\r\nAmira,"4 Oak\r\nBen,4 Elm\r\n', "quotation marks do not match"),
        (b'Pupil name,Class\r\nAmira,"' + b"x" * 200_000, "quotation marks do not match"),
        (files.zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "workbook cannot be read"),
    ],
)
def test_at_the_door(content, why):
    with pytest.raises(FileRefused, match=why):
        check_file(make.SchoolFactory(), upload(content() if callable(content) else content))
    assert not Import.objects.exists() and not Child.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (with_entities(files.workbook(*files.SHEET)), "workbook cannot be read"),
        (b"<CTfile><unclosed", "This XML is damaged"),
        (lying(files.zipped({"users.csv": files.ROSTER_1_1["users.csv"]})), "damaged or locked"),
        (files.zipped(files.ROSTER_1_1 | {"classes.csv": b"sourcedId\r\n\xff\xfe\xfd"}), "letters in this file"),
        (files.zipped(files.ROSTER_1_1 | {"orgs.csv": 'sourcedId\r\n"open'}), "quotation marks do not match"),
        (files.ctf()[:-40], "This XML is damaged"),
    ],
)
def test_while_it_is_read(content, why):
    try:
        roll_import = check_file(make.SchoolFactory(), upload(content))
    except FileRefused as refused:
        assert why in str(refused)
    else:
        assert why in roll_import.refusal
        assert not roll_import.lines.exists() and not roll_import.told.exists()
    assert not Child.objects.exists()


def test_rows_without_end_are_refused_in_little_time(monkeypatch):
    assert tables.MOST_ROWS == 250_000
    monkeypatch.setattr(tables, "MOST_ROWS", 25_000)  # a tenth, to be refused in a tenth of the time
    content = HEADERS.encode() + b"\r\nx" * 100_000

    roll_import = check_file(make.SchoolFactory(), upload(content))

    assert "more than 25,000 rows" in roll_import.refusal
    assert not roll_import.lines.exists()


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+SUM(A1)", "@SUM(A1)", '=HYPERLINK("https://x.example")'])
def test_a_formula_is_no_name(formula):
    quoted = '"' + formula.replace('"', '""') + '"'

    roll_import = check(make.SchoolFactory(), f",{quoted},Okafor,4,4 Oak,{SAM}", f"{AMIRA},18,{quoted},Marsh,,,,")

    assert changes(roll_import) == {"child new": 1}
    told = found(roll_import)
    assert {row for row, _column, _words in told} == {2, 3}
    assert all("looks like a formula" in words or "no child" in words or "no name" in words for _r, _c, words in told)


@pytest.mark.parametrize("length", [101, 2_000])
def test_a_name_without_end_is_left_out_and_said(length):
    roll_import = check(make.SchoolFactory(), f",{'x' * length},Okafor,4,4 Oak,{SAM}", f"{AMIRA},{SAM}")

    assert changes(roll_import)["child new"] == 1
    assert "is longer than 100 characters" in found(roll_import)[0][2]


def test_what_a_name_hides_is_taken_out():
    roll_import = check(make.SchoolFactory(), f",Ami\u202era\u200b,Okafor\x07,4,4 Oak,{SAM}")

    assert roll_import.told.get(about="child").full_name == "Amira Okafor"


def test_markup_in_a_name_stays_words(client):
    school = make.SchoolFactory()
    office = Desk(school)
    office.sends(f",<script>alert(1)</script>,Okafor,4,4 Oak,{SAM}")

    page = office.settles(school.imports.get())

    assert "<script>alert" not in page.text and "&lt;script&gt;" in page.text


def test_the_upload_page_says_why(client):
    office = Desk(make.SchoolFactory())

    page = office.posts("new_import", file=upload(BOMB.encode()), holds="some")

    assert page.status_code == 422 and "declares a document type" in page.text
    assert not Import.objects.exists() and not Adult.objects.exists()


def test_a_long_list_of_errors_is_cut_but_counted():
    rows = [f",,,4,4 Oak,{SAM}"] * 1_500

    roll_import = check(make.SchoolFactory(), f"{AMIRA},{SAM}", *rows)

    assert roll_import.findings.count() == 1_000
    assert roll_import.figures["read"]["unread_children"] == 1_500
