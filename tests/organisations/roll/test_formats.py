"""Every kind of file that schools have leads to the same roll."""

import pytest

from organisations.errors import FileRefused
from organisations.models import Adult, Child, Contact
from organisations.roll import applying
from tests import factories as make
from tests.organisations.roll import files
from tests.organisations.roll.office import (
    AMIRA,
    BEN,
    FILE,
    HEADERS,
    SAM,
    UNA,
    changes,
    check,
    check_file,
    found,
    upload,
)

pytestmark = pytest.mark.django_db


def bring(content, school=None):
    roll_import = check_file(school or make.SchoolFactory(), upload(content))
    assert roll_import.refusal == ""
    return applying.apply(roll_import, by=roll_import.uploaded_by)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_letters_of_every_parent_arrive_whole(encoding):
    school = make.SchoolFactory()

    check_and_apply(
        school, f"{AMIRA},1,Łucja,Wróbel-Şahin,Mother,T,,", ",李,王,1,1 A,2,محمد,O’Brien,Father,T,,", encoding=encoding
    )

    assert set(Adult.objects.values_list("given_name", "family_name")) == {
        ("Łucja", "Wróbel-Şahin"),
        ("محمد", "O’Brien"),
    }


def test_windows_letters_of_british_offices_arrive_whole():
    school = make.SchoolFactory()

    check_and_apply(school, f"{AMIRA},1,Zoë,O’Brien,Mother,T,,", encoding="cp1252")

    assert Adult.objects.get().full_name == "Zoë O’Brien"


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_cells_may_be_apart_by_other_signs(separator):
    school = make.SchoolFactory()
    rows = [row.replace(",", separator) for row in FILE]

    roll_import = check(school, *rows, headers=HEADERS.replace(",", separator))

    assert changes(roll_import)["adult new"] == 3


def test_a_first_line_that_names_the_separator_is_obeyed():
    roll_import = check(make.SchoolFactory(), "Pupil name;Class", "Okafor, Amira;4 Oak", headers="sep=;")

    assert roll_import.told.get(about="child").full_name == "Amira Okafor"


def test_a_row_for_each_child_with_both_parents():
    headers = (
        "PARENT_1_NAME,PARENT_1_RELATIONSHIP,PARENT_1_EMAIL,PARENT_2_NAME,PARENT_2_EMAIL,"
        "CHILD_FIRST_NAME,CHILD_LAST_NAME,CHILD_DATE_OF_BIRTH"
    )
    instructions = "Optional,Optional,Optional,Optional,Optional,Required,Required,Required: YYYY-MM-DD"
    row = "Sam Okafor,Mum,sam@home.example,Joe Marsh,joe@home.example,Amira,Okafor,2018-03-04"

    roll_import = check(make.SchoolFactory(), instructions, row, headers=headers)
    applying.apply(roll_import, by=roll_import.uploaded_by)

    assert roll_import.figures["read"]["skipped"] == 1
    assert set(Contact.objects.values_list("adult__given_name", "relationship")) == {
        ("Sam", "mother"),
        ("Joe", "other"),
    }


def test_repeated_headers_are_read_by_their_place():
    headers = (
        "ID,Forename,Surname,ID,(Contact) Priority,Parental responsibility (T/F),Title,Forename,Surname,"
        "Primary Email,ID,(Class) Class Name"
    )
    rows = [
        "7,Amira,Okafor,17,1,T,Mrs,Sam,Okafor,sam@home.example,501,4 Oak",
        "7,Amira,Okafor,17,1,T,Mrs,Sam,Okafor,sam@home.example,502,Maths",
    ]

    check_and_apply(make.SchoolFactory(), *rows, headers=headers)

    child, adult = Child.objects.get(), Adult.objects.get()
    assert (child.full_name, child.class_name, adult.full_name) == ("Amira Okafor", "4 Oak", "Sam Okafor")


def test_a_workbook_with_a_cover_sheet_and_a_title():
    bring(files.workbook(*files.SHEET, cover=["Larkrise School", "Exported today"]))

    child = Child.objects.get()
    assert (child.full_name, child.year_group, str(child.joined_on)) == ("Amira Okafor", "4", "2022-09-01")
    assert child.adults.get().full_name == "Sam Okafor"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_transfer_file_of_any_version(encoding):
    roll_import = bring(files.ctf(encoding=encoding))

    child, contact = Child.objects.get(), Contact.objects.get()
    assert (child.full_name, child.upn, child.year_group) == ("Amira Okafor", "R674123101121", "4")
    assert (contact.relationship, contact.parental_responsibility, contact.priority) == ("mother", True, 1)
    assert (contact.adult.email, contact.adult.phone) == ("sam@home.example", "07700 900111")
    assert roll_import.figures["read"]["skipped"] == 1


def test_a_contact_of_a_transfer_file_has_the_pupils_address_where_it_says_so():
    address = """<Address><PAON>4</PAON><Street>Elm Road</Street><PostTown>Larkford</PostTown>
        <PostCode>LK1 2AB</PostCode></Address>"""
    with_pupil = "<Address><AddressAsPupil>true</AddressAsPupil></Address></Contact>"
    content = (
        files.ctf()
        .replace(b"</Contact>", with_pupil.encode(), 1)
        .replace(b"<Contacts>", address.encode() + b"<Contacts>")
    )

    bring(content)

    assert Adult.objects.get().address == "4 Elm Road\nLarkford\nLK1 2AB"


def test_addresses_and_languages_of_a_spreadsheet():
    headers = "Child forename,Contact surname,Contact address line 1,Contact town,Contact postcode,Contact language"
    check_and_apply(make.SchoolFactory(), 'Amira,Okafor,"Flat 2, 4 Elm Road",Larkford,LK1 2AB,Welsh', headers=headers)

    adult = Adult.objects.get()
    assert (adult.address, adult.language) == ("Flat 2\n4 Elm Road\nLarkford\nLK1 2AB", "cy")


def test_a_language_nobody_knows_is_said_and_left_out():
    headers = "Child forename,Contact surname,Contact language"
    roll_import = check(make.SchoolFactory(), "Amira,Okafor,Elvish", headers=headers)

    assert [words for _row, _column, words in found(roll_import)] == ["“Elvish” is not the name of a language."]


def test_parents_of_a_child_in_care_in_a_transfer_file_are_not_chased():
    bring(files.ctf(in_care="true"))

    assert Adult.objects.get().contact_rule == "corporate_parent"


def test_a_trust_brings_a_transfer_file_to_the_school_it_names():
    trust = make.TrustFactory()
    make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust, urn="100002")

    bring(files.ctf(urn="100002"), trust)
    lost = check_file(trust, upload(files.ctf(urn="100009")))

    assert Child.objects.get().school.urn == "100002"
    assert "No child could be read" in lost.refusal


def test_the_pupils_of_a_transfer_file_that_cannot_be_read_are_named():
    nameless = "<Pupil><UPN>A801200001001</UPN></Pupil>"

    roll_import = check_file(make.SchoolFactory(), upload(files.ctf(files.PUPIL.format(in_care=""), nameless)))

    assert found(roll_import) == [
        (2, "UPN", "“A801200001001” is not a UPN: its check letter does not fit."),
        (2, "Forename", "The pupil has no name."),
    ]


@pytest.mark.parametrize("folder", ["", "export/"])
def test_a_one_roster_1_1(folder):
    bring(files.zipped(files.ROSTER_1_1, folder=folder))

    child = Child.objects.get()
    assert (child.full_name, child.upn, child.year_group, child.class_name) == (
        "Amira Okafor",
        "R674123101121",
        "4",
        "4 Oak",
    )
    ties = dict(child.contacts.values_list("adult__given_name", "relationship"))
    assert ties == {"Sam": "other", "Joe": "guardian", "Gran": "other"}


def test_a_one_roster_1_2_where_a_teacher_is_a_parent_too():
    bring(files.zipped(files.ROSTER_1_2))

    assert Child.objects.get().adults.get().full_name == "Sam Okafor"


@pytest.mark.parametrize("roster", [files.SYNC, files.SYNC_1])
def test_a_school_data_sync(roster):
    roll_import = bring(files.zipped(roster))

    assert roll_import.format == "sds"
    child = Child.objects.get()
    assert (child.full_name, child.year_group) == ("Amira Okafor", "4")
    assert child.adults.get().email == "sam@home.example"


@pytest.mark.parametrize(
    "content", [files.ctf(), files.zipped(files.ROSTER_1_1), files.zipped(files.SYNC), files.workbook(*files.SHEET)]
)
def test_the_same_file_twice_changes_nothing_in_any_format(content):
    school = make.SchoolFactory()
    bring(content, school)

    assert changes(bring(content, school)) == {}


def test_a_spreadsheet_and_a_transfer_file_mean_the_same_people():
    school = make.SchoolFactory()
    check_and_apply(school, f"{AMIRA},{SAM}")

    assert changes(bring(files.ctf(), school)) == {}


def test_a_pupil_at_another_school_is_not_brought_here():
    roster = files.ROSTER_1_1 | {"orgs.csv": [*files.ROSTER_1_1["orgs.csv"], "s2,,,Elsewhere,school,100002"]}

    roll_import = check_file(make.SchoolFactory(urn="100002"), upload(files.zipped(roster)))

    assert "No child could be read" in roll_import.refusal


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 500, "old Excel file"),
        (b"%PDF-1.7 ", "This is a PDF"),
        (b"\x81\x8d" * 200, "not a text file"),
        (b"\n\n  \n", "no rows"),
        (b"Amira,Okafor,1 A,Sam Okafor,sam@home.example\n", "first row is about a person"),
        (b"<html><body>Log in</body></html>", "not a Common Transfer File"),
        (files.zipped({"letter.txt": "Dear parents"}), "holds neither a spreadsheet"),
    ],
)
def test_what_is_no_roll_is_refused_at_the_door(content, why):
    with pytest.raises(FileRefused, match=why):
        check_file(make.SchoolFactory(), upload(content))


def check_and_apply(school, *rows, **options):
    roll_import = check(school, *rows, **options)
    assert roll_import.refusal == ""
    return applying.apply(roll_import, by=roll_import.uploaded_by)


@pytest.mark.parametrize("couple", ["Mr & Mrs,J Baker", "Jo and Sam,Baker", "Mr/Mrs,Baker", "Jo+Sam,Baker"])
def test_two_people_in_one_cell_are_nobody_and_the_office_is_told_why(couple):
    school = make.SchoolFactory()
    given = couple.partition(",")[0]

    roll_import = check_and_apply(school, f"{AMIRA},17,{couple},Mother,T,bakers@home.example,", f"{BEN},{UNA}")

    assert [adult.given_name for adult in Adult.objects.all()] == ["Una"]
    words = f"“{given}” names two people: each needs an entry with their own name."
    assert found(roll_import) == [(2, "Contact forename", words)]


def test_a_surgery_with_two_names_holds_nobody_up():
    school = make.SchoolFactory()
    check_and_apply(school, *FILE)

    roll_import = check(school, f"{AMIRA},{SAM}", f"{AMIRA},99,Hale & Wells,Surgery,Doctor,F,,")

    assert found(roll_import) == []
    assert changes(roll_import)["child left"] == 1


def test_a_family_with_one_parent_leaves_the_columns_of_the_second_empty():
    school = make.SchoolFactory()
    headers = "Adm No,Pupil name,Parent 1 name,Parent 1 email,Parent 2 name,Parent 2 email"
    rows = ["7,Amira Okafor,Sam Okafor,sam@home.example,,", "8,Ben Marsh,Una Marsh,,Joe Marsh,joe@home.example"]

    roll_import = check_and_apply(school, *rows, headers=headers)

    assert found(roll_import) == []
    assert {adult.full_name for adult in Adult.objects.all()} == {"Sam Okafor", "Una Marsh", "Joe Marsh"}
    assert set(school.pupils.values_list("known_as__number", flat=True)) == {"7", "8"}


def test_a_sentence_above_the_children_is_passed_over():
    note = '"Do not change this row, and give one child in each line"'

    roll_import = check(make.SchoolFactory(), note, *FILE)

    assert (roll_import.figures["read"]["skipped"], found(roll_import)) == (1, [])
    assert changes(roll_import)["child new"] == 2
