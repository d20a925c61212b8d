import re
from datetime import timedelta

import pytest
from django.utils import timezone

from declarations import links
from declarations.models import Link
from declarations.post import wishes
from tests import factories as make
from tests.declarations.people import parent_asked

pytestmark = pytest.mark.django_db
SIGN, RECEIPT = Link.Purpose.SIGN, Link.Purpose.RECEIPT


def mint(**fields):
    link, token = links.mint(make.parent_at(make.SchoolFactory()))
    Link.objects.filter(pk=link.pk).update(**fields)
    return link, token


def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


def test_a_token_opens_the_link_of_its_adult():
    link, token = mint()
    assert links.find(token, SIGN).adult == link.adult


def test_a_token_cannot_be_guessed_and_is_not_kept():
    link, token = mint()
    assert re.fullmatch(r"[\w-]{43}", token)  # 32 random bytes
    assert token not in map(str, Link.objects.values_list().get(pk=link.pk))


def test_no_two_links_are_alike():
    adult = make.parent_at(make.SchoolFactory())
    assert len({links.mint(adult)[1] for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.swapcase(),
        lambda token: token + "\x00",
        lambda token: "",
        lambda token: "\ud800",
        lambda token: "A" * 100_000,
        lambda token: "%00' OR 1=1 --",
    ],
)
def test_a_spoilt_token_opens_nothing(spoil):
    _link, token = mint()
    assert links.find(spoil(token), SIGN) is None
    assert links.find_even_closed(spoil(token), SIGN) is None


def test_a_link_that_has_run_out_or_was_revoked_opens_nothing():
    for closed in ({"expires_at": an_hour_ago()}, {"revoked_at": an_hour_ago()}):
        link, token = mint(**closed)
        assert links.find(token, SIGN) is None
        assert links.find_even_closed(token, SIGN) == link


def test_a_link_to_sign_lasts_ninety_days(time_machine):
    _link, token = mint()
    time_machine.move_to(timezone.now() + timedelta(days=89, hours=23))
    assert links.find(token, SIGN)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert links.find(token, SIGN) is None


def test_a_receipt_lasts_and_its_link_signs_nothing(time_machine):
    parent = parent_asked()
    parent.signs(parent.owes())
    _link, token = links.mint_receipt(parent.adult.requests.get().answer)

    time_machine.move_to(timezone.now() + timedelta(days=10 * 365))

    assert links.find(token, RECEIPT)
    assert links.find(token, SIGN) is None


def test_a_link_to_sign_opens_no_receipt():
    assert links.find(mint()[1], RECEIPT) is None


def test_the_first_visit_is_remembered():
    link, token = mint()
    for _visit in range(2):
        links.note_opened(links.find(token, SIGN))
        first = Link.objects.get(pk=link.pk).opened_at
    assert first
    links.note_opened(links.find(token, SIGN))
    assert Link.objects.get(pk=link.pk).opened_at == first


def test_an_address_holds_the_token_and_nothing_about_anybody(settings):
    settings.SITE_URL = "https://portal.example"
    assert links.sign_address("TOKEN") == "https://portal.example/s/TOKEN/"
    assert links.receipt_address("TOKEN") == "https://portal.example/r/TOKEN/"


def test_what_expired_a_year_ago_is_forgotten():
    long_ago, lately = timezone.now() - timedelta(days=366), timezone.now() - timedelta(days=364)
    forgotten, kept = mint(expires_at=long_ago)[0], mint(expires_at=lately)[0]

    assert links.forget_expired() == 1

    assert list(Link.objects.all()) == [kept] and forgotten != kept


def test_a_link_by_which_an_answer_or_a_wish_came_is_kept_with_it():
    parent = parent_asked()
    parent.signs(parent.owes())
    peaceful, _token = mint()
    wishes.ask_for_peace(peaceful)
    Link.objects.filter(purpose=SIGN).update(expires_at=timezone.now() - timedelta(days=500))

    assert links.forget_expired() == 0


def test_links_are_forgotten_in_chunks(monkeypatch):
    monkeypatch.setattr(links, "CHUNK", 2)
    for _ in range(5):
        mint(expires_at=timezone.now() - timedelta(days=500))
    assert links.forget_expired() == 5
