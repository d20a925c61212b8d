"""Which kind of file it is, judged by its first bytes and never by its name, and what it says."""

from django.utils.translation import gettext as _

from organisations.errors import FileRefused
from organisations.roll import columns, rows, tables, values
from organisations.roll.models import Import

Format = Import.Format
LARGEST = 60 * 1024 * 1024


def recognise(file):
    """The format of a file just sent, or a refusal."""
    if not file.size:
        raise FileRefused(_("The file is empty."))
    if file.size > LARGEST:
        raise FileRefused(_("The file is larger than %s MB. Please bring it in parts.") % (LARGEST >> 20))
    tables.encoding_of(file)
    return Format.TABLE


def layout(file, form):
    """Headers of a spreadsheet, and what they seem to mean."""
    found = columns.layout(tables.records(file))
    if found is None:
        raise FileRefused(_("The file has no rows."))
    return found


def read(roll_import, file):
    """Entries, problems and rows passed over, one by one."""
    schools = schools_of(roll_import.organisation)
    reader = rows.Reader(roll_import.layout, schools)
    return reader.read(tables.records(file), roll_import.layout["header_row"])


def schools_of(organisation):
    """{name or URN, as a key: the school's number here} of every school that a file from here may speak of."""
    schools = organisation.reached().filter(kind=organisation.Kind.SCHOOL)
    return {values.key(name): pk for pk, *names in schools.values_list("pk", "name", "urn") for name in names if name}
