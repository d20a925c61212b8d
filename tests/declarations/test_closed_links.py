"""Links that open nothing: a calm page, and a new link that only ever goes to the address on record."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from declarations import links, new_links, sending
from declarations.models import Link, Message
from organisations.models import Adult, Event
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_closed_link(parent):
    """A parent whose link has run out, or as said."""

    def close(**closed):
        Link.objects.update(**(closed or {"expires_at": timezone.now()}))
        return parent

    return close


def ask(parent, token=None):
    return parent.browser.post(f"/s/{token or parent.token}/new-link/")


@pytest.mark.usefixtures("parent")
@pytest.mark.parametrize("page", ["/s/{}/", "/s/{}/1/", "/r/{}/", "/r/{}/pdf", "/r/{}/withdraw/", "/s/{}/new-link/"])
@pytest.mark.parametrize("token", ["unknown", "%00", "A" * 43, "A" * 3_000, "ä🙂"])
def test_an_unknown_link_says_what_to_do_and_nothing_about_anybody(client, page, token):
    for answer in (client.get(page.format(token)), client.post(page.format(token))):
        assert answer.status_code in (404, 405)
    shown = client.get(page.format(token))
    assert "Open the newest e-mail from the school" in shown.text
    assert "Larkrise" not in shown.text
    assert shown["Cache-Control"] == "no-store"


@pytest.mark.parametrize("closed", ["expires_at", "revoked_at"])
def test_a_link_that_has_run_out_offers_a_new_one(with_closed_link, closed):
    parent = with_closed_link(**{closed: timezone.now()})
    page = parent.opens_the_link()
    assert page.status_code == 410
    assert "This link has run out" in page.text
    assert f'action="/s/{parent.token}/new-link/"' in page.text
    assert parent.adult.school().office_email in page.text
    assert parent.adult.full_name not in page.text
    assert parent.adult.email not in page.text


def test_what_was_typed_into_a_page_whose_link_ran_out_is_not_an_answer(with_closed_link):
    parent = with_closed_link()
    request = parent.owes()
    assert parent.signs(request).status_code == 410
    assert parent.owes() == request


def test_the_new_link_goes_to_the_address_on_record(with_closed_link):
    parent = with_closed_link()

    page = ask(parent)
    message = Message.objects.get(purpose="link")
    sending.send(message.pk)

    assert page.status_code == 200
    assert mail.outbox[0].to == [parent.adult.email]
    token = mail.outbox[0].body.partition("/s/")[2].partition("/")[0]
    assert links.find(token, "sign").adult == parent.adult
    assert token not in page.text
    assert Event.objects.get(verb="asked_for_link").about_id == parent.adult.pk


def test_it_comes_even_when_nothing_waits(parent):
    parent.signs(parent.owes())
    Link.objects.update(expires_at=timezone.now())
    ask(parent)
    message = Message.objects.get(purpose="link")
    assert sending.send(message.pk)
    assert "Nothing waits for your answer" in mail.outbox[0].body


def test_impatience_sends_one(with_closed_link, time_machine):
    parent = with_closed_link()
    for _click in range(3):
        ask(parent)
    assert Message.objects.filter(purpose="link").count() == 1

    time_machine.move_to(timezone.now() + new_links.RESTS + timedelta(seconds=1))
    ask(parent)

    assert Message.objects.filter(purpose="link").count() == 2


@pytest.mark.parametrize("fields", [{"email": ""}, {"contact_rule": "no_contact"}], ids=str)
def test_the_page_never_says_whether_there_was_anybody_to_write_to(with_closed_link, fields):
    parent = with_closed_link()
    shown = ask(parent).text
    Message.objects.all().delete()
    Adult.objects.update(**fields)

    assert ask(parent).text == shown
    assert not Message.objects.exists()


def test_a_link_that_still_opens_leads_to_what_waits(parent):
    assert ask(parent).url == f"/s/{parent.token}/"
    assert not Message.objects.exists()


def test_looking_sends_nothing(with_closed_link):
    parent = with_closed_link()
    page = parent.browser.get(f"/s/{parent.token}/new-link/")
    assert page.status_code == 410
    assert not Message.objects.exists()


def test_an_adult_of_a_trust_without_children_on_roll_reads_the_trusts_name():
    trust = make.TrustFactory(name="Fernhollow Trust")
    adult = make.AdultFactory(controller=trust)
    link, _token = links.mint(adult)
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    assert new_links.ask_for(link).organisation == trust
