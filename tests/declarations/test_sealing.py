"""A signed copy under seal: who changes one byte breaks it, and PDF readers can tell."""

import hashlib
import json
from copy import deepcopy
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from declarations import pdf, sealing, statement
from organisations import seal
from policies import words
from tests import factories as make
from tests.scenes import once


@once
def answered():
    """An answer, its signed copy, and that under seal."""
    declaration = make.answer(make.asked(), typed_name="Zoë Łukaszewicz, 王小明")
    printed = pdf.signed_copy(declaration)
    return declaration, printed, sealing.sealed(printed)


@pytest.fixture
def declaration(answered, db):
    return deepcopy(answered[0])


@pytest.fixture
def printed(answered):
    return answered[1]


@pytest.fixture
def sealed(answered):
    return answered[2]


def opened(content):
    return pikepdf.open(BytesIO(content))


def enclosed(content, name):
    with opened(content) as file:
        return file.attachments[name].get_file().read_bytes()


def metadata(content):
    with opened(content) as file:
        return file.Root.Metadata.read_bytes()


def test_a_sealed_copy_is_whole_and_ours(sealed):
    assert sealing.flaw(sealed, seal.known()) == ""


def test_the_seal_is_pades_certifies_and_allows_no_change(sealed):
    (signature,) = PdfFileReader(BytesIO(sealed)).embedded_signatures

    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Name"] == "Demonstration seal: it proves nothing"
    assert signature.docmdp_level.value == 1


def test_one_changed_byte_is_found_wherever_it_is(sealed):
    known, padding = seal.known(), _padding(sealed)
    for place in [*range(0, len(sealed), len(sealed) // 40), len(sealed) - 1]:
        changed = bytearray(sealed)
        changed[place] ^= 1
        if place not in padding:
            assert sealing.flaw(bytes(changed), known), place


@pytest.mark.parametrize("more", [b" ", b"\n%%EOF\n", b"%comment\n"])
def test_what_is_appended_is_found(sealed, more):
    assert sealing.flaw(sealed + more, seal.known())


def test_a_later_revision_is_found(sealed):
    with opened(sealed) as changed:
        changed.docinfo["/Title"] = "Something else"
        out = BytesIO()
        changed.save(out)

    assert sealing.flaw(out.getvalue(), seal.known())


def test_a_pdf_without_seal_and_one_sealed_by_another_are_told_apart(printed, sealed):
    assert sealing.flaw(printed, seal.known()) == "it does not carry one seal, but 0"
    assert sealing.flaw(sealed, {b"another"}) == "its seal is not one of this portal"
    assert sealing.flaw(b"%PDF-nothing", seal.known()) == "it cannot be read as a sealed PDF"
    assert sealing.flaw(b"", seal.known()) == "it cannot be read as a sealed PDF"


def test_a_seal_is_still_good_when_its_certificate_has_run_out(sealed, time_machine):
    time_machine.move_to("2045-01-01")
    assert sealing.flaw(sealed, seal.known()) == ""


def test_the_enclosed_texts_have_the_hashes_on_the_paper(declaration, sealed):
    answer, read, personal = (enclosed(sealed, f"{name}.json") for name in ("declaration", "words", "personal"))

    assert answer.decode() == statement.text(declaration)
    assert json.loads(answer)["personal_sha256"] == hashlib.sha256(personal).hexdigest()
    assert json.loads(personal)["typed_name"] == "Zoë Łukaszewicz, 王小明"
    assert statement.code(declaration) == f"{declaration.pk}-{hashlib.sha256(answer).hexdigest()[:16]}"
    assert read.decode() == words.canonical(declaration.request.version)
    assert hashlib.sha256(read).hexdigest() == declaration.content_hash


def test_before_the_seal_the_same_answer_gives_the_same_bytes(declaration, printed):
    assert pdf.signed_copy(declaration) == printed


def test_it_still_claims_what_the_print_claimed(printed, sealed):
    assert metadata(sealed) == metadata(printed)
    with opened(sealed) as file, file.open_metadata() as claims:
        assert (claims.pdfa_status, claims["pdfuaid:part"]) == ("3A", "1")


def _padding(content):
    """After the signature itself its place is filled with zeros, which mean nothing."""
    reader = PdfFileReader(BytesIO(content))
    (signature,) = reader.embedded_signatures
    start, end = signature.byte_range[1], signature.byte_range[2]
    used = len(signature.signed_data.dump()) * 2
    return range(start + used + 1, end)
