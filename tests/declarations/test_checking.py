"""The check page: anybody may ask whether a signed copy is genuine, and learns no name."""

import secrets
from copy import deepcopy
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from declarations import checking, checking_forms, copies, signing, statement
from declarations.models import Declaration
from declarations.views import checking as views
from policies import lifecycle
from tests import factories as make
from tests.examples import tried_with
from tests.policies.desk import text
from tests.scenes import once

pytestmark = pytest.mark.django_db
NAMES = ("Zoë Łukaszewicz", "Okafor", "Amira", "adult@home.example", "192.0.2.7")


@pytest.fixture(autouse=True)
def nobody_asked_before(settings):
    """A cache of its own: emptying the shared one would empty it for the tests beside this one, too."""
    default = settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}
    settings.CACHES = settings.CACHES | {"default": default}


@once
def answered():
    """An answer whose signed copy is kept."""
    school = make.SchoolFactory(name="Larkrise School")
    child = make.ChildFactory(school=school, given_name="Amira", family_name="Okafor")
    make.parent_of(child, email="adult@home.example")
    request = make.published(school).requests.get()
    said = {"typed_name": NAMES[0], "circumstances": signing.Circumstances(ip_address="192.0.2.7")}
    declaration = make.answer(request, **said)
    copies.store(declaration)
    return declaration


@pytest.fixture
def declaration(db, answered):
    return deepcopy(answered)


def by_code(code, **options):
    return Client().get(reverse("check:code", args=[code]), **options)


def by_file(content, name="copy.pdf"):
    return Client().post(reverse("check:check"), {"file": SimpleUploadedFile(name, content, "application/pdf")})


def content_of(declaration):
    return Path(declaration.copy.file.path).read_bytes()


def test_the_code_on_the_paper_tells_which_words_and_whether_they_are_in_force(declaration):
    response = by_code(statement.code(declaration))

    assert response.status_code == 200
    assert "This code is genuine" in text(response)
    assert "Larkrise School" in text(response)
    assert "Being kind online</bdi>, version <bdi>1" in text(response)
    assert f"Yes, since {timezone.localdate():%-d %B %Y}" in text(response)
    assert declaration.content_hash in text(response)


def test_the_file_itself_is_genuine_to_the_last_byte(declaration):
    response = by_file(content_of(declaration))

    assert response.status_code == 200
    assert "This file is genuine" in text(response)


@pytest.mark.parametrize("by", ["code", "file"])
def test_nobody_is_named(declaration, by):
    response = by_code(statement.code(declaration)) if by == "code" else by_file(content_of(declaration))

    assert [name for name in NAMES if name in text(response)] == []


def test_one_changed_byte_is_not_genuine(declaration):
    content = bytearray(content_of(declaration))
    content[len(content) // 3] ^= 1

    response = by_file(bytes(content))

    assert response.status_code == 404
    assert "Either it was changed after it was sealed, or it was not made here" in text(response)


def test_a_file_whose_seal_is_not_whole_is_not_genuine_even_if_it_is_on_file(declaration):
    changed = content_of(declaration) + b" "
    assert not checking.by_file(SimpleUploadedFile("copy.pdf", changed))


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"not a pdf", b"\0" * 2_000])
def test_any_other_file_is_not_genuine(content):
    assert by_file(content).status_code == 404


def test_a_code_of_another_answer_or_of_none_is_not_genuine(declaration):
    number, digest = statement.code(declaration).split("-")
    for code in (
        f"{int(number) + 1}-{digest}",
        f"{number}-{'0' * 16}",
        number,
        "0",
        "x",
        "%00",
        "9" * 30 + "-" + digest,
    ):
        response = by_code(code)
        assert response.status_code == 404
        assert "No answer has this code" in text(response)


def test_only_agreements_have_a_code(declaration):
    signing.withdraw(declaration.request)
    withdrawn = Declaration.objects.get(outcome="withdrawn")
    assert by_code(statement.code(withdrawn)).status_code == 404


def test_a_code_is_found_however_it_is_typed(declaration):
    number, digest = statement.code(declaration).split("-")
    typed = f" {number} – {digest[:4].upper()} {digest[4:8]} {digest[8:]} "

    response = Client().post(reverse("check:check"), {"code": typed}, follow=True)

    assert "This code is genuine" in text(response)


def test_words_that_were_replaced_are_no_longer_in_force(declaration):
    make.revise(declaration.request.version, change="substantial")
    assert f"No: version 2 took their place on {timezone.localdate():%-d %B %Y}" in text(
        by_code(statement.code(declaration))
    )


def test_after_a_small_change_the_answer_counts_for_the_new_words(declaration):
    make.revise(declaration.request.version, change="minor")
    assert "Yes, for version 2 as well: the change was small." in text(by_code(statement.code(declaration)))


def test_words_that_were_withdrawn_are_no_longer_in_force(declaration):
    version = declaration.request.version
    lifecycle.withdraw(version, by=version.written_by, reason="No longer needed")
    assert "No: the school withdrew them" in text(by_code(statement.code(declaration)))


def test_a_signature_that_was_taken_back_says_so(declaration):
    signing.withdraw(declaration.request)
    assert "It was taken back on" in text(by_code(statement.code(declaration)))


def test_an_answer_that_was_set_aside_says_so(declaration):
    clerk = make.head_of(declaration.request.version.policy.owner)
    signing.invalidate(declaration.request, by=clerk, reason="Not hers")
    told = text(by_code(statement.code(declaration)))
    assert "The school set it aside on" in told
    assert "Not hers" not in told


def test_the_page_asks_for_a_file_or_a_code():
    empty = Client().post(reverse("check:check"), {})
    assert empty.status_code == 422
    assert "Choose the PDF, or type its code" in text(empty)


def test_what_cannot_be_a_code_is_named():
    response = Client().post(reverse("check:check"), {"code": "../../etc"})
    assert response.status_code == 422
    assert "A code is a number, a dash" in text(response)


def test_a_file_larger_than_any_copy_is_refused(monkeypatch):
    monkeypatch.setattr(checking_forms.checking, "LARGEST", 100)
    response = by_file(b"x" * 101)
    assert response.status_code == 422
    assert "larger than any signed copy" in text(response)


def test_neither_browsers_nor_search_engines_keep_the_answer(declaration):
    response = by_code(statement.code(declaration))
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]


def test_who_asks_too_often_waits_and_others_do_not(declaration):
    code = statement.code(declaration)
    for _ in range(views.TIMES):
        assert by_code(code, REMOTE_ADDR="192.0.2.1").status_code == 200

    tired = by_code(code, REMOTE_ADDR="192.0.2.1")

    assert tired.status_code == 429
    assert "In ten minutes it opens again" in text(tired)
    assert by_code(code, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_while_the_queue_is_out_of_reach_the_page_stays_open(declaration, settings):
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = settings.CACHES | {"default": away}
    assert by_code(statement.code(declaration)).status_code == 200


def test_there_is_one_question_to_the_database_for_what_is_not_there(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        by_code("1-0123456789abcdef")


@tried_with(200)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.from_regex(checking.CODE, fullmatch=True))
def test_no_text_whatever_passes_for_a_code(typed):
    assert checking.by_code(typed) is None
