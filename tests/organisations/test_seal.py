"""The portal's seal: what it signed can be checked by anybody, and nothing else passes for it."""

import subprocess

import pytest
from django.core.management import call_command

from organisations import seal
from organisations.errors import CannotSeal

CONTENT = b'{"day":"2026-09-01"}'


@pytest.fixture
def own_key(settings):
    settings.DEMO = False
    settings.SEAL_KEY = seal.make("Riverside Trust")


def test_a_demo_makes_its_own_seal_once_and_says_what_it_is_worth():
    first, again = seal.current(), seal.current()
    assert first.name == "Demonstration seal: it proves nothing"
    assert first.certificate.sha256 == again.certificate.sha256
    assert seal.is_demo()


def test_the_key_from_the_environment_is_used_and_named(own_key):
    assert seal.current().name == "Riverside Trust"
    assert not seal.is_demo()


def test_a_demo_with_a_key_of_its_own_uses_that(settings):
    settings.SEAL_KEY = seal.make("Riverside Trust")
    assert seal.current().name == "Riverside Trust"


def test_outside_a_demo_nothing_is_sealed_without_a_key(settings):
    settings.DEMO = False
    with pytest.raises(CannotSeal, match="SEAL_KEY is empty"):
        seal.current()


@pytest.mark.parametrize("key", ["no base64!", "aGVsbG8=", seal.make("Cut short")[:-40]])
def test_a_key_that_cannot_be_read_is_named(settings, key):
    settings.SEAL_KEY = key
    with pytest.raises(CannotSeal, match="SEAL_KEY is not a key"):
        seal.current()


def test_a_seal_that_has_run_out_is_not_used(own_key, time_machine):
    time_machine.move_to("2040-01-01")
    with pytest.raises(CannotSeal, match="has run out"):
        seal.current()


def test_a_signature_is_ours_for_exactly_these_bytes(own_key):
    signature = seal.sign(CONTENT)

    assert seal.is_ours(CONTENT, signature, seal.known())
    assert not seal.is_ours(CONTENT + b" ", signature, seal.known())
    assert not seal.is_ours(CONTENT, b"no signature", seal.known())
    assert not seal.is_ours(CONTENT, signature[:-9] + bytes(9), seal.known())


def test_what_another_key_signed_is_not_ours(own_key, settings):
    ours, settings.SEAL_KEY = settings.SEAL_KEY, seal.make("Riverside Trust")
    foreign = seal.sign(CONTENT)
    forget = seal.known()
    settings.SEAL_KEY = ours
    seal.current()

    assert not seal.is_ours(CONTENT, foreign, seal.known() - forget)


def test_what_an_earlier_seal_signed_stays_ours(own_key, settings, time_machine):
    signature = seal.sign(CONTENT)
    settings.SEAL_KEY = seal.make("Riverside Trust")
    seal.current()

    time_machine.move_to("2040-01-01")

    assert len(seal.known()) == 2
    assert seal.is_ours(CONTENT, signature, seal.known())


def test_openssl_finds_the_signature_good(own_key, tmp_path):
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "signature").write_bytes(seal.sign(CONTENT))

    check = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "signature", "-content", "content", "-noverify"]
    done = subprocess.run([*check, "-binary"], cwd=tmp_path, capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (0, CONTENT), done.stderr


def test_the_command_prints_the_line_for_the_settings(settings, capsys):
    call_command("make_seal", "Riverside Trust")
    name, _equals, key = capsys.readouterr().out.strip().partition("=")

    settings.SEAL_KEY = key
    assert (name, seal.current().name) == ("SEAL_KEY", "Riverside Trust")
