"""From the printed form to the filed answer: what came back is read, shown and filed, each page after a look at it."""

import hashlib
from copy import deepcopy
from datetime import timedelta

import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageDraw

from declarations import tasks, verifying
from declarations.errors import ScanRefused
from declarations.models import Declaration, Message
from declarations.papers import codes, keeping, pictures, printing, reading
from declarations.papers.models import Form, Paper
from declarations.papers.pile_models import Pile, PileFile, PilePage
from organisations.models import Event
from tests import factories as make
from tests.declarations.papers import files, scanner
from tests.declarations.papers.printed import printed
from tests.declarations.papers.returned import bring, parent, read, typed
from tests.declarations.staff import office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db
Found = PilePage.Found


NAMES = ("O'Brien-Łukaszewicz", "فاطمة الزهراء", "محمد اقبال", "王小明")


class Printed:
    """A school that has printed forms for all its adults, and their pictures."""

    def __init__(self):
        self.school = make.SchoolFactory(name="Larkrise Primary School")
        parent(self.school), parent(self.school, given_name="Ines"), parent(self.school, given_name="Tom")
        for name in NAMES:
            parent(self.school, given_name="", family_name=name)
        pages = scanner.pages(printed(make.published(self.school), self.school))
        forms = Form.objects.select_related("request__adult").order_by("position")
        self.asked = {str(form.request.adult): form.request for form in forms}
        self.pages = dict(zip(self.asked, pages, strict=True))


built = once(Printed)


@pytest.fixture
def school(built):
    return deepcopy(built.school)


@pytest.fixture
def form(built):
    """One parent's form, printed: its picture."""
    return built.pages["Sam Rao"]


@pytest.fixture
def asked(built):
    """What that parent is asked."""
    return deepcopy(built.asked["Sam Rao"])


def found(school, *pictures_):
    return [page.found for page in bring(school, scanner.scan(*pictures_))[1]]


# ── From the printer to the file ─────────────────────────────────────────────────────────────────


def test_a_form_is_printed_signed_scanned_badly_and_filed(school, form, asked):
    office = office_at(school)

    office.posts("new_pile", files=scanner.scan(scanner.badly(scanner.written_on(form))))
    tasks.read_pile(pile_id=Pile.objects.get().pk)
    page = PilePage.objects.get()
    shown = office.opens("pile", page.pile_id).text
    assert "<bdi>Sam Rao</bdi>" in shown and "Amira Okafor" in shown
    assert not Declaration.objects.exists()
    after = office.posts("pile", page.pile_id, **typed(page))

    declaration = Declaration.objects.get()
    assert "1 answer is filed" in after.text and "Nothing of this pile waits for you" in after.text
    assert (declaration.request, declaration.route, declaration.outcome) == (asked, "paper", "signed")
    assert (declaration.recorded_by, declaration.typed_name) == (office.user, "SAM RAO")
    assert Message.objects.filter(purpose="receipt", declaration=declaration).exists()
    assert hashlib.sha256(keeping.read(declaration.paper)).hexdigest() == declaration.paper.sha256
    assert Event.objects.get(verb="paper_kept").detail["form"] == Form.objects.get(request=asked).pk
    assert [str(flaw) for flaw in verifying.flaws([school])] == []


@pytest.mark.parametrize("turn", [0, 3, -5, 90, 180, 270, 93])
def test_sheets_may_lie_any_way_round(school, form, asked, turn):
    _pile, (page,) = bring(school, scanner.scan(scanner.badly(form, turn=turn)))
    assert (page.found, page.form.request) == (Found.FORM, asked)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_the_picture_is_shown_the_right_way_up(school, form, turn):
    _pile, (page,) = bring(school, scanner.scan(form.rotate(turn, expand=True)))
    with page.picture.open() as file, Image.open(file) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    assert picture.height > picture.width
    assert abs(code.orientation) < 5


def test_photos_of_several_sheets_are_read_like_a_scan(school, built):
    sheets = [built.pages[f"{name} Rao"] for name in ("Ines", "Sam")]

    _pile, pages = bring(school, *(scanner.photo(sheet, f"IMG_{n}.jpg") for n, sheet in enumerate(sheets)))

    assert [page.form.request.adult.given_name for page in pages] == ["Ines", "Sam"]


def test_a_pile_is_split_and_each_page_matched_whatever_the_order(school, built):
    _pile, pages = bring(school, scanner.scan(*(built.pages[f"{name} Rao"] for name in ("Tom", "Ines", "Sam"))))

    assert [page.form.request.adult.given_name for page in pages] == ["Tom", "Ines", "Sam"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_never_stands_in_the_way(school, built, name):
    _pile, (page,) = bring(school, scanner.scan(scanner.badly(built.pages[name])))
    assert str(page.form.request.adult) == name


# ── What else lies in a scanner ──────────────────────────────────────────────────────────────────


def test_blank_backs_are_left_out_and_need_nobody(school, form):
    empty = Image.new("RGB", form.size, "white")

    pile, pages = bring(school, scanner.scan(form, empty, scanner.badly(empty, turn=0)))

    assert [page.found for page in pages] == [Found.FORM, Found.BLANK, Found.BLANK]
    assert pile.pages.waiting().count() == 1
    assert "Blank, left out" in office_at(school).opens("pile", pile.pk).text


def test_a_page_with_a_little_handwriting_is_not_blank(school):
    note = Image.new("RGB", files.A4, "white")
    ImageDraw.Draw(note).text((200, 300), "Please ring me, S. Rao", fill="navy", font_size=40)
    assert found(school, note) == [Found.NO_CODE]


def test_two_forms_on_one_page_wait_for_a_person(school, built):
    one, other = built.pages["Sam Rao"], built.pages["Ines Rao"]
    both = Image.new("RGB", (one.width * 2, one.height), "white")
    both.paste(one, (0, 0)), both.paste(other, (one.width, 0))
    assert found(school, both) == [Found.SEVERAL]


def test_a_form_of_another_school_is_not_ours_and_tells_nothing(form):
    here = make.SchoolFactory()

    pile, (page,) = bring(here, scanner.scan(form))

    assert (page.found, page.form) == (Found.FOREIGN, None)
    shown = office_at(here).opens("page", page.pk).text
    assert "Not a form of this school" in shown and "Rao" not in shown
    assert pile.pages.unrecognised().get() == page


def test_a_form_of_a_sibling_school_is_not_ours_either():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    parent(there)
    (form,) = scanner.pages(printed(make.published(trust), there))
    assert found(here, form) == [Found.FOREIGN]


def test_other_codes_on_a_page_are_left_alone(school, form, asked):
    with_sticker = form.copy()
    with_sticker.paste(scanner.code("https://example.org/tombola", 4), (60, form.height - 260))
    _pile, (page,) = bring(school, scanner.scan(with_sticker))
    assert page.form.request == asked


def test_a_code_that_nobody_printed_is_not_a_form_of_this_school(school):
    page = files.picture()
    page.paste(scanner.code("CP1:ABCDEFGHIJKLMNOPQRSTUVWXYZ", 8), (300, 300))
    assert found(school, page) == [Found.FOREIGN]


def test_a_form_with_its_code_torn_off_waits_in_the_tray(school, form):
    (code,) = zxingcpp.read_barcodes(form)
    torn = form.copy()
    place = code.position
    ImageDraw.Draw(torn).rectangle(
        [place.top_left.x - 20, place.top_left.y - 20, place.bottom_right.x + 20, place.bottom_right.y + 20], "white"
    )
    pile, (page,) = bring(school, scanner.scan(torn))
    assert page.found == Found.NO_CODE
    assert f"Page 1 of {timezone.localtime(pile.created_at):%-d %B %Y}" in office_at(school).opens("tray").text


def test_a_pen_across_the_code_does_not_hinder(school, form):
    (code,) = zxingcpp.read_barcodes(form)
    scribbled, place = form.copy(), code.position
    ImageDraw.Draw(scribbled).line(
        [place.top_left.x + 70, place.top_left.y, place.bottom_left.x + 90, place.bottom_left.y], "navy", 9
    )
    assert found(school, scribbled) == [Found.FORM]


# ── What is sent ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.heic(), "scan.pdf: This photo is in Apple’s own format"),
        (b"MZ\x90\x00" + b"\x00" * 50, "scan.pdf: This is no PDF, JPEG or PNG"),
        (b"", "One of these files is empty"),
    ],
)
def test_what_is_no_scan_is_refused_at_once_with_its_name(school, content, said):
    page = office_at(school).posts("new_pile", files=files.upload(content))
    assert page.status_code == 422
    assert said in page.text
    assert not Pile.objects.exists()


def test_no_file_at_all_is_refused(school):
    page = office_at(school).posts("new_pile")
    assert (page.status_code, "Choose at least one file" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.locked_pdf(), "has a password"),
        (b"%PDF-1.7\nno more", "is damaged"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why_and_the_others_are_read(school, form, content, said):
    pile, pages = bring(school, files.upload(content, "bad"), scanner.scan(form))
    assert [page.found for page in pages] == [Found.FORM]
    assert said in PileFile.objects.get(position=0).refusal
    assert said in office_at(school).opens("pile", pile.pk).text
    assert pile.files.filter(read_at=None).count() == 0


def test_half_a_photo_waits_for_a_person_who_is_told_what_to_do(school):
    pile, (page,) = bring(school, files.upload(files.jpeg()[:2000], "IMG_1.jpg"))
    assert page.found == Found.DAMAGED
    shown = office_at(school).opens("page", page.pk).text
    assert "This picture is damaged" in shown and "Scan the sheet again" in shown
    assert pile.pages.unrecognised().exists()


def test_so_many_pages_are_read_and_more_are_refused(school, monkeypatch):
    assert reading.MOST_PAGES == 500
    monkeypatch.setattr(reading, "MOST_PAGES", 25)
    monkeypatch.setattr(pictures, "DPI", 20)
    empty = [Image.new("L", (60, 80), "white")] * 25
    assert found(school, *empty) == [Found.BLANK] * 25

    pile, pages = bring(school, scanner.scan(*empty, empty[0]))
    assert pages == []
    assert "26 pages; up to 25 can be read" in pile.files.get().refusal


def test_too_much_at_once_is_refused(school, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(ScanRefused, match="more than 100 MB"):
        bring(school, files.upload(files.jpeg()))
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(reading, "MOST_FILES", 1)
    with pytest.raises(ScanRefused, match="more than 1 files"):
        bring(school, files.upload(files.jpeg()), files.upload(files.jpeg()))


def test_the_files_that_were_sent_go_when_they_are_read(school, form):
    pile, _pages = bring(school, scanner.scan(form))
    source = pile.files.get()
    assert not source.file and len(source.sha256) == 64
    folders, kept = default_storage.listdir("piles")
    assert (folders, kept) == ([str(pile.pk)], [])


# ── A worker that is killed ──────────────────────────────────────────────────────────────────────


def long_pile(school, form, monkeypatch, handful=2):
    monkeypatch.setattr(reading, "HANDFUL", handful)
    return reading.receive(school, [scanner.scan(*[form] * 5)], by=make.UserFactory())


def test_a_pile_is_read_a_handful_at_a_time(school, form, monkeypatch):
    pile = long_pile(school, form, monkeypatch)
    assert reading.read_next(pile.pk)
    assert pile.pages.count() == 2
    assert [page.position for page in read(pile)] == [1, 2, 3, 4, 5]


def test_a_pile_whose_reader_was_killed_is_found_again_and_goes_on_behind_the_last_page(school, form, monkeypatch):
    pile = long_pile(school, form, monkeypatch)
    reading.read_next(pile.pk)
    default_storage.save(f"piles/{pile.pk}/0-3.jpg", files.upload(b"half a picture"))
    Pile.objects.update(claimed_at=timezone.now())  # taken by a worker that is killed here
    assert not reading.owed().exists()
    assert not reading.read_next(pile.pk)
    Pile.objects.update(claimed_at=timezone.now() - reading.CLAIM_LASTS - timedelta(seconds=1))

    assert list(reading.owed()) == [pile]
    pages = read(pile)

    assert [page.number for page in pages] == [1, 2, 3, 4, 5]
    with pages[2].picture.open() as file:
        assert file.read(2) == b"\xff\xd8"


def test_the_page_that_kills_every_reader_is_left_for_a_person_and_the_rest_is_read(school, form, monkeypatch):
    pile = long_pile(school, form, monkeypatch)
    reading.read_next(pile.pk)
    Pile.objects.update(attempts=reading.MOST_ATTEMPTS)

    pages = read(pile)

    assert [page.found for page in pages] == [Found.FORM, Found.FORM, Found.DAMAGED, Found.FORM, Found.FORM]
    shown = office_at(school).opens("page", pages[2].pk).text
    assert "The reader stopped at this page" in shown and "Scan the sheet again" in shown


def test_a_file_that_kills_every_reader_at_once_is_given_up(school, form, monkeypatch):
    pile = long_pile(school, form, monkeypatch)
    Pile.objects.update(attempts=reading.MOST_ATTEMPTS)
    assert read(pile) == []
    assert "could not open this file" in pile.files.get().refusal


def test_the_sweep_finds_what_waits(school, form, monkeypatch):
    pile = long_pile(school, form, monkeypatch)
    handed_out = []
    monkeypatch.setattr(tasks.read_pile, "apply_async", lambda **options: handed_out.append(options["kwargs"]))
    tasks.work_on_paper()
    assert handed_out == [{"pile_id": pile.pk}]


def test_a_pile_that_was_read_is_not_read_again(school, form):
    pile, _pages = bring(school, scanner.scan(form))
    assert not reading.read_next(pile.pk)
    assert pile.pages.count() == 1


def test_the_progress_is_shown_while_it_is_read(school, form, monkeypatch):
    pile = long_pile(school, form, monkeypatch)
    office = office_at(school)
    assert "0 pages are read so far" in office.opens("pile", pile.pk).text
    reading.read_next(pile.pk)
    shown = office.opens("pile", pile.pk).text
    assert "2 pages are read so far" in shown
    assert "data-look-again" not in shown  # what somebody types is not lost by a page that loads anew


# ── The parts of a reader ────────────────────────────────────────────────────────────────────────


def test_paper_may_be_grey_and_still_blank():
    assert codes.is_blank(Image.new("RGB", files.A4, (205, 200, 190)))
    assert not codes.is_blank(files.picture("I agree"))


def test_the_mark_of_a_code_is_the_printers():
    assert printing.text_of(Form(token="ABC")) == "CP1:ABC"
    assert Paper._meta.get_field("declaration").one_to_one
