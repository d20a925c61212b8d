"""Which kind of file it is, judged by what is in it and never by its name, and what it says."""

import re

from django.utils.translation import gettext as _

from organisations.errors import FileRefused
from organisations.roll import archives, columns, ctf, rosters, rows, tables, values, workbooks
from organisations.roll.models import Import

Format = Import.Format
LARGEST = 60 * 1024 * 1024
RECORDS = {Format.TABLE: tables.records, Format.WORKBOOK: workbooks.records}
OLD_EXCEL, PDF, ZIP = b"\xd0\xcf\x11\xe0", b"%PDF", b"PK\x03\x04"
# In the row that should name the columns: then it names nothing.
SOMEBODYS_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def recognise(file):
    """The format of a file just sent, or a refusal."""
    if not file.size:
        raise FileRefused(_("The file is empty."))
    if file.size > LARGEST:
        raise FileRefused(_("The file is larger than %s MB. Please bring it in parts.") % (LARGEST >> 20))
    file.seek(0)
    start = file.read(256)
    if start.startswith(OLD_EXCEL):
        raise FileRefused(_("This is an old Excel file (.xls), or one with a password. Save it as .xlsx or CSV."))
    if start.startswith(PDF):
        raise FileRefused(_("This is a PDF. Please export a spreadsheet from your records instead."))
    if start.startswith(ZIP):
        return _in_archive(file)
    if _begins_like_xml(start) and ctf.is_ctf(file):
        return Format.CTF
    tables.encoding_of(file)
    return Format.TABLE


def layout(file, form):
    """Headers of a spreadsheet, and what they seem to mean."""
    found = columns.layout(RECORDS[form](file))
    if found is None:
        raise FileRefused(_("The file has no rows."))
    if any(SOMEBODYS_ADDRESS.fullmatch(header) for header in found["headers"]):
        why = _("The first row is about a person. Put a row above it that names the columns, like Family name, E-mail.")
        raise FileRefused(why)
    return found


def read(roll_import, file):
    """Entries, problems and rows passed over, one by one."""
    schools = schools_of(roll_import.organisation)
    if roll_import.has_columns:
        reader = rows.Reader(roll_import.layout, schools)
        return reader.read(RECORDS[roll_import.format](file), roll_import.layout["header_row"])
    if roll_import.format == Format.CTF:
        return ctf.read(file, schools)
    return rosters.read(file, schools)


def schools_of(organisation):
    """{name or URN, as a key: the school's number here} of every school that a file from here may speak of."""
    schools = organisation.reached().filter(kind=organisation.Kind.SCHOOL)
    return {values.key(name): pk for pk, *names in schools.values_list("pk", "name", "urn") for name in names if name}


def _in_archive(file):
    with archives.opened(file) as archive:
        names = archives.names(archive)
    if "workbook.xml" in names:
        return Format.WORKBOOK
    if rosters.is_roster(names):
        return Format.SCHOOL_DATA_SYNC if rosters.is_school_data_sync(names) else Format.ONEROSTER
    raise FileRefused(_("This zip holds neither a spreadsheet, nor OneRoster, nor School Data Sync."))


def _begins_like_xml(start):
    """In UTF-8 as in UTF-16, with a mark before it or not."""
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")
