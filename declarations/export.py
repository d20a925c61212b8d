"""The list as a file for spreadsheets: streamed, in the order of the screen, safe to open."""

import csv
from collections import defaultdict
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.standing import State

# Excel takes a file for UTF-8 only when it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"
CHUNK = 1_000
COLUMNS = ("adult__family_name", "adult__given_name", "adult__email", "state", "answer__answered_at", "last_contact")
# A cell that begins so would be run as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line:
    """A file that hands back what is written to it."""

    def write(self, text):
        return text


def lines(requests, version, organisation):
    """The rows of `standing.listed` as CSV (RFC 4180), the first with the names of the columns; a chunk at a time."""
    write = csv.writer(Line()).writerow
    yield BYTE_ORDER_MARK + write(header())
    found = rows(requests, version, organisation)
    while chunk := list(islice(found, CHUNK)):
        yield "".join(write([_plain(value) for value in row]) for row in chunk)


def rows(requests, version, organisation):
    """The same as values, in bounded memory: text, and moments or None."""
    words = [version.title, version.label]
    labels = {state.value: str(state.label) for state in State}
    # Tuples, not models: those of a hundred thousand adults take longer to make than to send.
    found = requests.select_related(None).prefetch_related(None).values_list("adult", *COLUMNS)
    found = found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        children = _children([row[0] for row in chunk], organisation)
        yield from (_row(row, children.get(row[0], []), words, labels) for row in chunk)


def figures(rows):
    """The trust's table as lines of CSV."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow(
        [
            _("School"), _("Code"), _("Version"), _("Trust’s version"), _("Up to date"), _("Adults asked"),
            _("Reached"), _("Agreed"), _("No answer yet"), _("Want to talk"), _("Said no"), _("Not reached"),
            _("Next review"),
        ]
    )  # fmt: skip
    for row in rows:
        words = [row.school.name, row.title, row.version.label if row.version else ""]
        words += [row.adopted.label, _("No") if row.is_behind else _("Yes")] if row.adopted else ["", ""]
        numbers = [row.asked, row.reached, row.agreed, row.waiting, row.talks, row.said_no, row.unreached]
        yield writer.writerow([*map(harmless, words), *numbers, row.review_on or ""])


def header():
    return [
        _("Family name"), _("Given name"), _("E-mail address"), _("Children"), _("Classes"),
        _("Code"), _("Version"), _("State"), _("Answered"), _("Last contact"),
    ]  # fmt: skip


def _children(adults, organisation):
    """{adult: [(name, place)]} of those on roll here, as the screen lists them."""
    here = organisation.children.on_roll().filter(contacts__adult__in=adults)
    found = defaultdict(list)
    told = here.values_list("contacts__adult", "given_name", "family_name", "class_name", "year_group", "school__name")
    for adult, given_name, family_name, *places in told:
        found[adult].append((f"{given_name} {family_name}".strip(), next(filter(None, places))))
    return found


def _row(row, children, words, labels):
    _adult, family_name, given_name, email, state, answered_at, last_contact = row
    names = ", ".join(name for name, _place in children)
    places = ", ".join(dict.fromkeys(place for _name, place in children))
    return [family_name, given_name, email, names, places, *words, labels[state], answered_at, last_contact]


def _plain(value):
    return harmless(value) if isinstance(value, str) else moment(value)


def moment(at):
    """School time, in the one form that every spreadsheet reads as a date."""
    return at.astimezone(timezone.get_current_timezone()).strftime("%Y-%m-%d %H:%M") if at else ""


def harmless(text):
    """The text of a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
