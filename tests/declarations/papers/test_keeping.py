"""The paper of an answer: what is taken, how it is kept, who sees it, and that it is evidence."""

import hashlib
import io
import zipfile
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from PIL import Image, ImageFile

from declarations import dossier, verifying
from declarations.errors import AlreadyKept, DeclarationError, ScanRefused
from declarations.models import Declaration
from declarations.papers import keeping, pictures
from declarations.papers.models import Paper
from organisations.models import Event
from tests import factories as make
from tests.declarations.papers import files
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def built():
    school = make.SchoolFactory()
    return school, make.asked(school, given_name="Sam", family_name="Rao")


@pytest.fixture
def school(built):
    return deepcopy(built[0])


@pytest.fixture
def asked(built):
    return deepcopy(built[1])


def typed(scan=None, **fields):
    said = {"route": "paper", "answered_on": timezone.localdate().isoformat(), "outcome": "signed"}
    said |= {"typed_name": "Sam Rao"} | fields
    return said | ({"scan": scan} if scan else {})


def records(office, asked, scan=None, **fields):
    return office.posts("record", asked.adult_id, asked.pk, **typed(scan, **fields))


def kept_bytes(response):
    return b"".join(response.streaming_content)


def test_a_photo_is_kept_with_the_answer_and_its_hash_in_the_history(school, asked):
    records(office_at(school), asked, files.upload(files.jpeg(), "IMG_0001.jpg"))

    paper = Paper.objects.get()
    content = keeping.read(paper)
    assert paper.declaration == Declaration.objects.get()
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    event = Event.objects.get(verb="paper_kept")
    assert (event.about_id, event.detail) == (paper.declaration_id, {"sha256": paper.sha256, "pages": 1})


@pytest.mark.parametrize(
    ("name", "content", "suffix", "pages"),
    [
        ("a.jpg", files.jpeg(), ".jpg", 1),
        ("a.png", files.png(), ".jpg", 1),
        ("a.png", files.png(mode="RGBA"), ".jpg", 1),
        ("a.png", files.png(mode="P"), ".jpg", 1),
        ("a.png", files.png(mode="1"), ".jpg", 1),
        ("one.pdf", files.pdf(), ".jpg", 1),
        ("wrong-name.jpg", files.pdf(), ".jpg", 1),
        ("three.pdf", files.pdf(*map(files.picture, "abc")), ".pdf", 3),
    ],
)
def test_what_is_taken_is_known_by_its_content_and_kept_as_pictures(name, content, suffix, pages):
    kept, kept_suffix, number = keeping.prepared(files.upload(content, name))

    assert (kept_suffix, number) == (suffix, pages)
    assert kept.startswith(b"\xff\xd8" if suffix == ".jpg" else b"%PDF")


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken():
    content, _suffix, _pages = keeping.prepared(files.upload(files.located_jpeg(), "a.jpg"))

    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (400, 800)
        assert not image.getexif()


def test_what_a_parent_typed_into_a_pdf_is_seen_but_its_scripts_are_gone():
    hostile = files.scripted_pdf("Sam typed this")

    content, _suffix, _pages = keeping.prepared(files.upload(hostile))

    assert b"JavaScript" in hostile
    assert b"JavaScript" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert min(image.convert("L").crop((0, 0, 620, 400)).getextrema()) < 100


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.heic(), "Most Compatible"),
        (b"GIF89a" + b"\x00" * 50, "This is no PDF, JPEG or PNG"),
        (b"PK\x03\x04" + b"\x00" * 50, "This is no PDF, JPEG or PNG"),
        (b"<svg onload='alert(1)'/>", "This is no PDF, JPEG or PNG"),
        (b"%PDF-1.7\nno more", "This PDF is damaged"),
        (files.locked_pdf(), "This PDF has a password"),
        (files.jpeg()[:2000], "This picture is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "This picture is damaged"),
        (files.pdf(*[files.picture(size=(40, 40))] * 11), "more than 10 pages"),
        (b"", "This file is empty"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_nothing_is_recorded(school, asked, content, said):
    page = records(office_at(school), asked, files.upload(content), comment="In biro")

    assert page.status_code == 422
    assert said in page.text
    assert "In biro" in page.text
    assert not Declaration.objects.exists()


def test_half_a_picture_is_no_picture_whatever_a_library_has_told_pillow(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does when it is loaded
    with pytest.raises(ScanRefused, match="damaged"):
        keeping.prepared(files.upload(files.jpeg()[:2000]))


def test_what_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", 100)
    with pytest.raises(ScanRefused, match="larger than 20 MB"):
        keeping.prepared(files.upload(files.jpeg()))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    with pytest.raises(ScanRefused, match="too many pixels"):
        keeping.prepared(files.upload(files.png()))


def test_a_page_of_any_size_becomes_a_picture_of_bounded_size():
    content, _suffix, _pages = keeping.prepared(files.upload(files.huge_page_pdf()))
    with Image.open(io.BytesIO(content)) as image:
        assert max(image.size) <= pictures.LONGEST_SIDE


def test_a_scan_belongs_to_an_answer_on_paper_only(school, asked):
    records(office_at(school), asked, files.upload(files.jpeg()), route="phone")
    assert Declaration.objects.get().route == "phone"
    assert not Paper.objects.exists()


def test_the_scan_can_follow_later_but_only_once(school, asked):
    office = office_at(school)
    records(office, asked)
    answer = Declaration.objects.get()
    assert "Keep a scan of the paper" in office.opens("adult", asked.adult_id).text

    first = office.posts("keep_paper", answer.pk, scan=files.upload(files.jpeg("first")))
    second = office.posts("keep_paper", answer.pk, scan=files.upload(files.jpeg("second")))

    assert "The paper is kept with the answer" in first.text
    assert "Scan of the paper" in first.text and "Keep a scan of the paper" not in first.text
    assert "kept already" in second.text
    assert Paper.objects.count() == 1


def test_without_a_file_the_page_asks_for_one(school, asked):
    office = office_at(school)
    records(office, asked)
    page = office.posts("keep_paper", Declaration.objects.get().pk)
    assert (page.status_code, "Choose the scan or photo" in page.text) == (422, True)


def test_an_answer_given_online_has_no_paper(school, asked):
    online = make.answer(asked, typed_name="Sam Rao")
    assert office_at(school).opens("keep_paper", online.pk).status_code == 404
    with pytest.raises(AlreadyKept):
        keeping.keep(online, (b"x", ".jpg", 1), school, by=make.UserFactory())


def test_the_office_takes_the_paper_away_as_a_file_and_that_is_written_down(school, asked):
    office = office_at(school)
    records(office, asked, files.upload(files.jpeg()))
    answer = Declaration.objects.get()

    response = office.opens("paper", answer.pk)

    assert response["Content-Disposition"] == f'attachment; filename="paper-{answer.pk}.jpg"'
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert hashlib.sha256(kept_bytes(response)).hexdigest() == Paper.objects.get().sha256
    assert Event.objects.filter(verb="looked_at_paper", actor=office.user, about_id=answer.pk).exists()


def test_another_school_of_the_trust_does_not_see_a_paper_it_did_not_take():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    make.parent_of(make.ChildFactory(school=here), make.ChildFactory(school=there))
    asked = make.published(trust).requests.get()
    records(office_at(here), asked, files.upload(files.jpeg()))
    answer = Declaration.objects.get()

    assert office_at(there).opens("paper", answer.pk).status_code == 404
    assert "Scan of the paper" not in office_at(there).opens("adult", asked.adult_id).text
    assert b"".join(Staff(trust, "trust").opens("paper", answer.pk).streaming_content)


def test_a_paper_whose_file_is_gone_is_not_found(school, asked):
    office = office_at(school)
    records(office, asked, files.upload(files.jpeg()))
    Path(Paper.objects.get().file.path).unlink()
    assert office.opens("paper", Declaration.objects.get().pk).status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE declarations_paper SET pages = 2", "DELETE FROM declarations_paper"])
def test_the_database_refuses_to_change_a_paper(school, asked, statement):
    records(office_at(school), asked, files.upload(files.jpeg()))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_paper_is_in_the_evidence_pack_with_its_hash(school, asked):
    records(office_at(school), asked, files.upload(files.jpeg()))
    paper = Paper.objects.get()

    with zipfile.ZipFile(io.BytesIO(dossier.pack(asked.adult, school))) as pack:
        name = f"paper/{paper.declaration_id}.jpg"
        assert hashlib.sha256(pack.read(name)).hexdigest() == paper.sha256
        assert f"{name}," in pack.read("manifest.csv").decode()
        assert paper.sha256 in pack.read("history.json").decode()


def flaws(school):
    return [str(flaw) for flaw in verifying.flaws([school])]


def test_the_evidence_notices_another_file_and_a_missing_one(school, asked):
    records(office_at(school), asked, files.upload(files.jpeg()))
    path = Path(Paper.objects.get().file.path)
    number = Declaration.objects.get().pk
    assert flaws(school) == []

    path.write_bytes(files.jpeg("I do not"))
    assert [f"paper of answer {number}" in flaw and "not the one" in flaw for flaw in flaws(school)] == [True]
    path.unlink()
    assert [f"paper of answer {number}" in flaw and "is gone" in flaw for flaw in flaws(school)] == [True]


def test_the_evidence_notices_a_paper_taken_out_of_the_database(school, asked):
    records(office_at(school), asked, files.upload(files.jpeg()))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE declarations_paper DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM declarations_paper")
        cursor.execute("ALTER TABLE declarations_paper ENABLE ALWAYS TRIGGER append_only")

    assert any("history tells of it, but it is gone" in flaw for flaw in flaws(school))


def test_neither_answer_nor_paper_stays_when_one_of_them_cannot(school, asked):
    request_of_words_gone = asked
    make.revise(asked.version)
    with pytest.raises(DeclarationError):
        keeping.answered(
            request_of_words_gone,
            school,
            by=make.UserFactory(),
            scan=(b"x", ".jpg", 1),
            outcome="declined",
            content_hash=asked.version.content_hash,
        )
    assert not Paper.objects.exists()
