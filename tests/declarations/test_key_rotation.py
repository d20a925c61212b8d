"""Keys are replaced while the portal lives on: what was sealed, hidden and sent before stays good."""

import pytest
from django.core import signing as django_signing
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from declarations import copies, links
from declarations.post import hidden
from organisations import anchors, ledger, seal
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = "a-new-secret-key-of-which-nobody-knew-anything-until-this-very-day"


def answer(school):
    make.parent_at(school)
    request = make.published(school).requests.order_by("-pk").first()
    return make.answer(request, typed_name="Sam")


def test_after_a_new_seal_every_earlier_copy_and_anchor_is_found_good(settings, time_machine, capsys):
    time_machine.move_to("2026-11-20 10:00Z")
    settings.SEAL_KEY = seal.make("Riverside Trust")
    copies.store(answer(make.SchoolFactory()))
    ledger.chain_all()
    anchors.drop_daily()

    time_machine.move_to("2026-11-21 10:00Z")
    settings.SEAL_KEY = seal.make("Riverside Trust, second seal")
    copies.store(answer(make.SchoolFactory()))
    ledger.chain_all()
    anchors.drop_daily()

    call_command("verify_evidence")
    assert "2 signed copies" in capsys.readouterr().out
    assert len(default_storage.listdir("seals")[1]) == 2


def test_a_seal_whose_certificate_was_not_kept_is_missed(settings, capsys):
    settings.SEAL_KEY = seal.make("Riverside Trust")
    copies.store(answer(make.SchoolFactory()))
    ledger.chain_all()
    settings.SEAL_KEY = seal.make("Riverside Trust, second seal")
    for name in default_storage.listdir("seals")[1]:
        default_storage.delete(f"seals/{name}")

    with pytest.raises(CommandError):
        call_command("verify_evidence")


def test_a_new_secret_key_leaves_parents_links_alone(settings):
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    make.published(school)
    _link, token = links.mint(adult)
    settings.SECRET_KEY = NEW
    assert Client().get(f"/s/{token}/", follow=True).status_code == 200


def test_what_was_hidden_and_signed_with_the_old_key_is_read_while_it_is_a_fallback(settings):
    old, kept, signed = settings.SECRET_KEY, hidden.hide("notify key"), django_signing.dumps("words")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [old]
    assert hidden.show(kept) == "notify key" and django_signing.loads(signed) == "words"
    settings.SECRET_KEY_FALLBACKS = []
    assert hidden.show(kept) == ""


def test_staff_stay_logged_in_while_the_old_key_is_a_fallback(settings):
    school = make.SchoolFactory()
    client = Client()
    client.force_login(make.head_of(school, "viewer"))
    old, settings.SECRET_KEY = settings.SECRET_KEY, NEW
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.get(f"/o/{school.slug}/").status_code == 200
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = f"{NEW}-and-another", []
    assert client.get(f"/o/{school.slug}/")["Location"].startswith("/log-in/")
