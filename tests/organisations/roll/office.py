"""What an office does with a file, as the tests of the roll speak of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from organisations.models import Adult, Child, Contact
from organisations.roll import applying, imports
from tests import factories as make

HEADERS = (
    "UPN,Pupil forename,Pupil surname,Year group,Class,"
    "Contact ID,Contact forename,Contact surname,Relationship,Parental responsibility,Email,Mobile"
)
AMIRA = "R674123101121,Amira,Okafor,4,4 Oak"
SAM = "17,Sam,Okafor,Mother,T,sam@home.example,07700 900111"
JOE = "18,Joe,Marsh,Father,F,joe@home.example,"
BEN = ",Ben,Ashdown,R,R Elm"
UNA = "19,Una,Ashdown,Mother,T,una@home.example,"
FILE = [f"{AMIRA},{SAM}", f"{AMIRA},{JOE}", f"{BEN},{UNA}"]


def sheet(*rows, headers=HEADERS, encoding="utf-8", name="roll.csv"):
    """A file as an office sends it."""
    return upload("\r\n".join([headers, *rows]).encode(encoding), name)


def upload(content, name="roll.csv"):
    return SimpleUploadedFile(name, content)


def check(organisation, *rows, holds="everyone", by=None, **options):
    """The file sent, its columns as guessed, checked."""
    return check_file(organisation, sheet(*rows, **options), holds=holds, by=by)


def check_file(organisation, file, *, holds="everyone", by=None):
    roll_import = imports.receive(organisation, file, holds=holds, by=by or make.UserFactory())
    if roll_import.has_columns:
        imports.settle_columns(roll_import, roll_import.layout["meanings"])
    imports.check(roll_import)
    return roll_import


def bring(organisation, *rows, **options):
    """The file sent, checked and applied."""
    roll_import = check(organisation, *rows, **options)
    return applying.apply(roll_import, by=roll_import.uploaded_by)


def changes(roll_import):
    """{"child new": 3, …} of a file that was checked."""
    return roll_import.figures["changes"]


def found(roll_import, *kinds):
    """What a person should look at, by row."""
    findings = roll_import.findings.filter(kind__in=kinds) if kinds else roll_import.findings.all()
    return [(each.row, each.column, each.words) for each in findings]


def roll():
    """All that is on the roll, to be compared with itself later."""
    tables = (
        Child.objects.values_list("school", "given_name", "family_name", "upn", "year_group", "class_name", "left_on"),
        Adult.objects.values_list("given_name", "family_name", "email", "phone", "contact_rule"),
        Contact.objects.values_list("adult__email", "child__given_name", "relationship", "parental_responsibility"),
    )
    return [sorted(map(repr, table)) for table in tables]
