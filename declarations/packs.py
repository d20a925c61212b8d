"""Many signed copies as one ZIP, written while it is being read: no number of them fills the memory."""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import copies, export
from declarations.models import Declaration

CHUNK = 200
LONGEST_NAME = 80
BY_NAME = ("adult__family_name", "adult__given_name", "pk")
NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]+')


def agreed(requests):
    """Of these requests those whose answer has a signed copy, or will have one."""
    agreements = requests.filter(answer__outcome__in=Declaration.AGREED).order_by(*BY_NAME)
    return agreements.select_related("adult", "answer__copy", "answer__request__version")


def pieces(requests, organisation):
    """A ZIP in pieces: the signed copy of every agreement among these requests, and a list of them all.

    What cannot be put in is on the list with the reason.
    """
    pipe, rows = _Pipe(), []
    with zipfile.ZipFile(pipe, "w") as pack:
        for request in agreed(requests).iterator(chunk_size=CHUNK):
            rows.append(_add(pack, request, organisation))
            yield pipe.taken()
        pack.writestr(_entry("contents.csv", timezone.now()), _contents(rows))
    yield pipe.taken()


def _add(pack, request, organisation):
    """Put one copy in; returns its line of the list."""
    answer, name = request.answer, ""
    content, why_not = _content(answer, organisation)
    if content:
        name = f"{_file_name(request.adult)} {answer.pk}.pdf"
        pack.writestr(_entry(name, answer.answered_at), content)
    at = timezone.localtime(answer.answered_at).strftime("%Y-%m-%d %H:%M")
    sha256 = answer.copy.sha256 if content else ""
    return [str(request.adult), str(answer.pk), answer.request.version.label, at, name, sha256, why_not]


def _content(answer, organisation):
    """(the bytes of its copy, "") or (None, why not)."""
    if copies.names_children_elsewhere(answer, organisation):
        return None, _("It also names children at another school. The trust can download it.")
    if not hasattr(answer, "copy"):
        return None, _("The PDF is still being made.")
    if not answer.copy.file:
        return None, _("Its period is over: the answer was reduced, and the PDF is gone.")
    content = copies.read(answer.copy)
    if hashlib.sha256(content).hexdigest() != answer.copy.sha256:
        return None, _("The file is damaged. Please tell whoever runs the portal.")
    return content, ""


def _contents(rows):
    text = io.StringIO()
    writer = csv.writer(text)
    about = [_("Parent or carer"), _("Answer number"), _("Version"), _("Answered")]
    writer.writerow([*about, _("File"), "SHA-256", _("Not here because")])
    writer.writerows([export.harmless(value) for value in row] for row in rows)
    return export.BYTE_ORDER_MARK + text.getvalue()


def _entry(name, at):
    return zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6])


def _file_name(adult):
    """A name that every system takes: no marks that steer, nothing that looks like a path."""
    seen = "".join(letter for letter in str(adult) if unicodedata.category(letter)[0] != "C")
    return NOT_IN_FILE_NAMES.sub("-", seen).strip(" .")[:LONGEST_NAME]


class _Pipe:
    """A file that is only written to; what was written is taken away between two files of the ZIP."""

    def __init__(self):
        self._written = []

    def write(self, content):
        self._written.append(bytes(content))
        return len(content)

    def flush(self):
        """Nothing waits: all is taken."""

    def taken(self):
        content, self._written = b"".join(self._written), []
        return content
