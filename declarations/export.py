"""The list as a file for spreadsheets: streamed, in the order of the screen, safe to open."""

import csv

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.standing import State
from declarations.tables import place

# Excel takes a file for UTF-8 only when it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"
CHUNK = 1_000
# A cell that begins so would be run as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text):
        return text


def lines(requests, version):
    """The rows of `standing.listed` as lines of CSV (RFC 4180), the first with the names of the columns."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(_header())
    for request in requests.iterator(chunk_size=CHUNK):
        yield writer.writerow([harmless(value) for value in _row(request, version)])


def figures(rows):
    """The trust's table as lines of CSV."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(
        [
            _("School"), _("Code"), _("Version"), _("Adults asked"), _("Agreed"), _("No answer yet"),
            _("Want to talk"), _("Said no"), _("Not reached"), _("Next review"),
        ]
    )  # fmt: skip
    for row in rows:
        words = [row.school.name, row.version.title, row.version.label]
        numbers = [row.asked, row.agreed, row.waiting, row.talks, row.said_no, row.unreached]
        yield writer.writerow([*map(harmless, words), *numbers, row.review_on or ""])


def _header():
    return [
        _("Family name"), _("Given name"), _("E-mail address"), _("Children"), _("Classes"),
        _("Code"), _("Version"), _("State"), _("Answered"), _("Last contact"),
    ]  # fmt: skip


def _row(request, version):
    adult, children = request.adult, request.adult.children_here
    answered = request.answer.answered_at if request.answer else None
    yield from (adult.family_name, adult.given_name, adult.email)
    yield ", ".join(child.full_name for child in children)
    yield ", ".join(dict.fromkeys(place(child) for child in children))
    yield from (version.title, version.label, str(State(request.state).label))
    yield from (_moment(answered), _moment(request.last_contact))


def _moment(at):
    """School time, in the one form that every spreadsheet reads as a date."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def harmless(text):
    """The text of a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
