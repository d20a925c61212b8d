import csv
import hashlib
import io
import zipfile
from copy import deepcopy
from pathlib import Path

import pytest

from declarations import copies, packs, standing
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def version_of_all():
    return make.published(make.SchoolFactory())


@pytest.fixture
def version(db, version_of_all):
    """The same code in all tests that need one, so that it is laid out once."""
    return deepcopy(version_of_all)


def asked(version, **adult):
    """A parent with one child here."""
    return version.requests.create(adult=make.parent_at(version.policy.owner, **adult), reason="joined")


def signed(version, **adult):
    """Such a parent has signed; the copy is made."""
    declaration = make.answer(asked(version, **adult))
    copies.store(declaration)
    return declaration


def pack_of(version, organisation):
    """(the ZIP, the lines of its list)"""
    listed = standing.listed(standing.requests_at(version, organisation), organisation)
    pack = zipfile.ZipFile(io.BytesIO(b"".join(packs.pieces(listed, organisation))))
    text = pack.read("contents.csv").decode("utf-8-sig")
    return pack, list(csv.DictReader(text.splitlines()))


def pdfs(pack):
    return [name for name in pack.namelist() if name.endswith(".pdf")]


def test_every_copy_is_in_it_unchanged_and_listed_with_its_hash(version):
    declaration = signed(version, given_name="Łukasz", family_name="O'Brien")

    pack, (line,) = pack_of(version, version.policy.owner)

    assert pack.testzip() is None
    assert line["File"] == f"Łukasz O'Brien {declaration.pk}.pdf"
    assert hashlib.sha256(pack.read(line["File"])).hexdigest() == line["SHA-256"] == declaration.copy.sha256


def test_only_agreements_are_in_it(version):
    request, _silent = asked(version), asked(version)
    make.answer(request, "declined")

    pack, lines = pack_of(version, version.policy.owner)

    assert (pdfs(pack), lines) == ([], [])


def test_a_copy_that_is_still_being_made_is_named_on_the_list(version):
    make.answer(asked(version))

    pack, (line,) = pack_of(version, version.policy.owner)

    assert pdfs(pack) == []
    assert line["Not here because"] == "The PDF is still being made."


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF-other")])
def test_a_damaged_or_missing_file_is_never_handed_out_as_a_signed_copy(version, harm):
    harm(Path(signed(version).copy.file.path))

    pack, (line,) = pack_of(version, version.policy.owner)

    assert pdfs(pack) == []
    assert line["Not here because"].startswith("The file is damaged.")


def test_a_school_gets_no_copy_that_names_children_of_another_but_the_trust_does():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    parent = make.parent_of(make.ChildFactory(school=here), make.ChildFactory(school=there))
    version = make.published(trust)
    copies.store(make.answer(version.requests.get(adult=parent)))

    school_pack, (line,) = pack_of(version, here)
    trust_pack, _lines = pack_of(version, trust)

    assert pdfs(school_pack) == []
    assert "children at another school" in line["Not here because"]
    assert len(pdfs(trust_pack)) == 1


@pytest.mark.parametrize(
    ("family_name", "file_name"),
    [("../../etc/passwd", "Sam ..-..-etc-passwd"), ("x\u202egpj", "Sam xgpj"), ("C:\\x?*", "Sam C-x-")],
)
def test_a_name_makes_a_harmless_file_name(version, family_name, file_name):
    declaration = signed(version, given_name="Sam", family_name=family_name)

    pack, _lines = pack_of(version, version.policy.owner)

    assert pdfs(pack) == [f"{file_name} {declaration.pk}.pdf"]


def test_a_carried_answer_brings_the_copy_of_the_words_that_were_signed(version):
    signed(version)
    newer = make.revise(version, change="minor")

    pack, (line,) = pack_of(newer, version.policy.owner)

    assert len(pdfs(pack)) == 1
    assert line["Version"] == version.label


def test_it_is_written_piece_by_piece(version, django_assert_max_num_queries):
    school = version.policy.owner
    for _ in range(4):
        signed(version)
    listed = standing.listed(standing.requests_at(version, school), school)

    with django_assert_max_num_queries(3):
        pieces = list(packs.pieces(listed, school))

    assert len(pieces) == 5
