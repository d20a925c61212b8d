"""A form on paper for each of many adults, by class and name: printed a part at a time, joined into one PDF.

Letters to many are printed in the same way; what is on them is told in `mailing`."""

import base64
import io
import secrets
from dataclasses import dataclass
from datetime import timedelta

import pypdfium2 as pdfium
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from declarations.filters import natural
from declarations.models import Request
from declarations.papers import mailing, pictures
from declarations.papers.models import Form, Printing
from organisations import history, qr
from policies import paper
from policies.errors import CannotPrint

MOST = 3_000
AT_ONCE = 40
MOST_ATTEMPTS = 3
PART_MAY_TAKE = timedelta(seconds=170)
CLAIM_LASTS = timedelta(minutes=3)  # longer than that, so that what a killed worker left goes on soon
KEPT, LETTERS_KEPT = timedelta(days=7), timedelta(days=1)  # letters hold links that open pages
MARK = "CP1:"  # what our codes begin with, so that others on a page are left alone
LETTER_MARK = "CP1L:"  # the same on pages before the one with the answer: a long letter takes more than one
TOKEN_BYTES = 16


@dataclass(frozen=True)
class Sheet:
    """A form as it is printed."""

    form: Form
    request: Request
    qr: qr.QrCode
    letter_qr: qr.QrCode


@transaction.atomic
def begin(version, asked, organisation, *, by, class_name=""):
    """Forms for these requests (of `standing.listed`), in the order in which they are handed out."""
    in_order = sorted(asked, key=lambda request: _place(request, class_name))
    printing = Printing.objects.create(organisation=organisation, version=version, by=by, number=len(in_order))
    Form.objects.bulk_create(
        Form(printing=printing, request=request, position=position, token=_token())
        for position, request in enumerate(in_order)
    )
    history.record(organisation, "printed_forms", version, by=by, number=len(in_order), printing=printing.pk)
    return printing


def owed():
    """Printings that nobody is at."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return Printing.objects.filter(free, finished_at=None, failed_at=None)


def stopped_at(organisation):
    """Those that wait for somebody to let them go on: letters always, forms as long as their file would be kept."""
    still_wanted = Q(version=None) | Q(failed_at__gte=timezone.now() - KEPT)
    return organisation.printings.filter(still_wanted, failed_at__isnull=False)


def print_next(pk):
    """Print the next part. Returns whether there is more to do now."""
    if not owed().filter(pk=pk).update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    printing = Printing.objects.select_related("version__policy__owner", "organisation").get(pk=pk)
    if printing.attempts > MOST_ATTEMPTS:
        Printing.objects.filter(pk=pk).update(failed_at=timezone.now(), claimed_at=None)
        return False
    if printing.done < printing.number:
        _print_part(printing)
    if printing.done == printing.number:
        _finish(printing)
    return printing.done < printing.number


def try_again(printing):
    """Somebody has mended what stopped it: it goes on where it was."""
    Printing.objects.filter(pk=printing.pk, finished_at=None).update(failed_at=None, attempts=0, claimed_at=None)


def forget_old():
    """Forms with everybody's names are kept for a week as a file, and stay known, to be recognised; letters a day."""
    week_ago, day_ago = timezone.now() - KEPT, timezone.now() - LETTERS_KEPT
    old = Q(finished_at__lt=week_ago) | Q(version=None, finished_at__lt=day_ago)
    for printing in Printing.objects.exclude(file="").filter(old):
        printing.file.delete(save=False)
        Printing.objects.filter(pk=printing.pk).update(file="")


def text_of(form):
    """What the QR code of a form says."""
    return MARK + form.token


def text_of_letter(form):
    """What the code says on a page that comes before the answer."""
    return LETTER_MARK + form.token


def _place(request, class_name):
    """By class and name; whoever has children in several classes stands with the first, or the one chosen."""
    children = [child for child in request.adult.children_here if class_name in ("", child.class_name)]
    places = sorted((natural(child.year_group), natural(child.class_name)) for child in children)
    return places[:1], request.adult.family_name.casefold(), request.adult.given_name.casefold(), request.pk


def _token():
    return base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")


def _print_part(printing):
    done = min(printing.done + AT_ONCE, printing.number)
    rows = printing.rows.filter(position__gte=printing.done, position__lt=done)
    printed = _in_halves(*(_forms if printing.version_id else mailing.sheets)(printing, rows))
    _store(_part(printing, printing.done), _joined(printed) if printed else b"")
    printing.done = done
    Printing.objects.filter(pk=printing.pk).update(done=done, attempts=0, claimed_at=None)


def _forms(printing, rows):
    """(these forms, how some of them are printed)."""
    here = printing.organisation.children.on_roll().order_by("given_name", "pk")
    children = Prefetch("request__adult__children", queryset=here, to_attr="children_here")
    context = paper.context_of(printing.version) | {"organisation": printing.organisation}

    def printed(forms):
        sheets = [_sheet(form) for form in forms]
        return paper.printed("pdf/forms.html", context | {"sheets": sheets}, made_at=timezone.now())

    return list(rows.prefetch_related(children)), printed


def _sheet(form):
    return Sheet(form, form.request, qr.code(text_of(form), "q"), qr.code(text_of_letter(form), "m"))


def _in_halves(rows, printed):
    """PDFs of these rows. Of those that cannot be printed together, those are left out that cannot be alone."""
    try:
        content = printed(rows) if rows else None
        return [content] if content else []
    except CannotPrint as error:
        if len(rows) == 1:
            rows[0].why_not = str(error)[:300]
            rows[0].save(update_fields=["why_not"])
            return []
    half = len(rows) // 2
    return _in_halves(rows[:half], printed) + _in_halves(rows[half:], printed)


def _finish(printing):
    starts = range(0, printing.number, AT_ONCE)
    parts = [content for content in (_read(_part(printing, start)) for start in starts) if content]
    name = f"forms/{printing.pk}.pdf"
    if parts:
        _store(name, _one_sided(_joined(parts)))
    told = {"file": name if parts else "", "finished_at": timezone.now(), "claimed_at": None}
    Printing.objects.filter(pk=printing.pk).update(**told)
    for start in starts:
        default_storage.delete(_part(printing, start))


def _joined(parts):
    if len(parts) == 1:
        return parts[0]
    content = io.BytesIO()
    with pictures.ONE_AT_A_TIME, pdfium.PdfDocument.new() as whole:
        for part in parts:
            with pdfium.PdfDocument(part) as document:
                whole.import_pages(document)
        whole.save(content)
    return content.getvalue()


def _one_sided(content):
    """Tell the printer: two adults' forms never share a leaf."""
    writer, printed = IncrementalPdfFileWriter(io.BytesIO(content)), io.BytesIO()
    writer.root["/ViewerPreferences"] = DictionaryObject({NameObject("/Duplex"): NameObject("/Simplex")})
    writer.update_root()
    writer.write(printed)
    return printed.getvalue()


def _part(printing, start):
    return f"forms/{printing.pk}-{start}.part"


def _store(name, content):
    default_storage.delete(name)  # what a worker left that was killed
    default_storage.save(name, ContentFile(content))


def _read(name):
    with default_storage.open(name) as file:
        return file.read()
