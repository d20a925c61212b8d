"""The school link: the same answer for everybody, nothing counts before the address is confirmed."""

import re
from copy import deepcopy
from datetime import timedelta

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from declarations import sending, tasks
from declarations.joining import introducing
from declarations.joining.models import Introduction
from declarations.models import Message
from organisations.models import Adult, Event
from tests import factories as make
from tests.declarations.staff import Staff
from tests.scenes import once

pytestmark = pytest.mark.django_db
SAID = {"name": "Sam Okafor", "email": "Sam@new.example", "child": "Amira Okafor", "class_name": "4 Oak"}


@once
def school_of_all():
    school = make.SchoolFactory(slug="larkrise")
    make.parent_of(make.ChildFactory(school=school, given_name="Amira"), email="known@home.example")
    make.published(school)
    return school


@pytest.fixture
def school(db, school_of_all):
    return deepcopy(school_of_all)


def comes(**said):
    return Client().post("/join/larkrise/", SAID | said)


def worker_runs():
    for pk in introducing.unwritten().values_list("pk", flat=True):
        introducing.write(pk)
    for pk in Message.objects.in_state("queued").filter(purpose="link").values_list("pk", flat=True):
        sending.send(pk)


def link_in(email):
    return re.search(r"http://[^/]+(/\S+)", email.body)[1]


def without_token(page):
    return re.sub(r'value="\w{64}"|nonce="[^"]*"', "", page.content.decode())


def test_the_page_asks_who_somebody_is(school):
    page = Client().get("/join/larkrise/")
    assert page.status_code == 200
    assert "Your full name" in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_a_trust_and_an_unknown_school_have_no_such_page():
    make.TrustFactory(slug="fernhollow")
    assert [Client().get(f"/join/{slug}/").status_code for slug in ("fernhollow", "nowhere")] == [404, 404]


@pytest.mark.parametrize(
    "rule", [None, "normal", "court_order"], ids=["unknown", "known", "known and not to be written to"]
)
def test_the_answer_says_nothing_about_the_roll(school, rule, django_assert_num_queries):
    Adult.objects.update(contact_rule=rule or "normal")
    unknown = comes(email="nobody@new.example")
    with django_assert_num_queries(3):
        page = comes(email="known@home.example" if rule else "else@new.example")
    assert page.status_code == unknown.status_code == 200
    assert without_token(page) == without_token(unknown)
    assert not mail.outbox


def test_an_address_on_the_roll_gets_its_own_link_and_nothing_is_kept(school):
    comes(email="KNOWN@home.example", name="Somebody Else")
    worker_runs()

    [email] = mail.outbox
    assert email.to == ["known@home.example"]
    assert Client().get(link_in(email), follow=True).status_code == 200
    assert "Somebody Else" not in email.body
    assert not Introduction.objects.exists()


def test_two_who_share_an_address_get_a_link_each(school):
    make.parent_of(school.children.get(), email="known@home.example")
    comes(email="known@home.example")
    worker_runs()
    assert len({link_in(email) for email in mail.outbox}) == 2


def test_whoever_is_not_to_be_written_to_gets_nothing(school):
    Adult.objects.update(contact_rule="court_order")
    comes(email="known@home.example")
    worker_runs()
    assert not mail.outbox
    assert not Introduction.objects.exists()


def test_an_address_of_another_school_is_unknown_here(school):
    make.parent_at(make.SchoolFactory(), email="other@home.example")
    comes(email="other@home.example")
    worker_runs()
    assert "please confirm" in mail.outbox[0].subject


def test_an_unknown_address_is_asked_to_confirm_and_sees_no_name_typed(school):
    comes()
    worker_runs()
    worker_runs()

    [email] = mail.outbox
    assert email.to == ["sam@new.example"]
    assert email.reply_to == [school.office_email]
    assert "Okafor" not in email.body + email.subject


def test_only_pressing_the_button_confirms(school):
    comes()
    worker_runs()
    address = link_in(mail.outbox[0])

    assert "This is my address" in Client().get(address).text
    assert Introduction.objects.get().confirmed_at is None
    for _ in range(2):
        assert "Your e-mail address is confirmed." in Client().post(address, follow=True).text

    assert Introduction.objects.get().confirmed_at
    assert Event.objects.filter(verb="introduced").count() == 1


@pytest.mark.parametrize("token", ["x", "%00", "A" * 3_000, "ä🙂"])
def test_a_token_nobody_sent_opens_nothing(school, token):
    comes()
    assert Client().get(f"/join/confirm/{token}/").status_code == 404
    assert Client().post(f"/join/confirm/{token}/").status_code == 404


def test_nobody_s_mailbox_is_filled(school):
    for _ in range(introducing.MOST_A_DAY + 2):
        page = comes()
    worker_runs()
    assert "Look into your e-mails" in page.text
    assert len(mail.outbox) == introducing.MOST_A_DAY


def test_a_mail_server_that_is_away_is_tried_again(school, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    comes()
    worker_runs()
    introduction = Introduction.objects.get()
    assert (introduction.attempts, introduction.sent_at) == (1, None)
    assert introduction.send_after > timezone.now()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"email": "sam"}, "Write it in full, like name@example.org"),
        ({"child": " "}, "Enter your child’s name"),
        ({"name": "x" * 2_000}, "200"),
        ({"name": "a\x00b"}, "there is an invisible sign in it"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(school, said, error):
    page = comes(**said)
    assert page.status_code == 422
    assert error in page.text
    assert not Introduction.objects.exists()


def test_asked_too_often_from_one_place(school):
    for _ in range(60):
        Client().get("/join/larkrise/")
    assert Client().get("/join/larkrise/").status_code == 429


def test_what_is_never_confirmed_goes_after_two_weeks(school):
    comes()
    comes(email="confirmed@new.example")
    introducing.confirm(Introduction.objects.get(email="confirmed@new.example"))
    introducing.forget_old()
    assert Introduction.objects.count() == 2

    Introduction.objects.update(at=timezone.now() - introducing.KEPT - timedelta(minutes=1))
    introducing.forget_old()

    assert Introduction.objects.get().email == "confirmed@new.example"


@pytest.mark.parametrize("error", [AnymailRecipientsRefused(), AnymailAPIError(), ConnectionError(), ValueError()])
def test_an_address_that_cannot_be_written_to_holds_nobody_up_and_is_counted_in_sight(error, school, monkeypatch):
    for address in ("first@home.example", "second@home.example"):
        introducing.introduce(school, name="Sam", email=address, child="Amira")

    def refuse(self, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tasks.write_to_introduced()
    assert list(Introduction.objects.values_list("attempts", flat=True)) == [1, 1]

    Introduction.objects.update(attempts=introducing.MOST_ATTEMPTS)
    page = Staff(school).opens("stuck").content.decode()
    assert "2 e-mails to people who wrote by the school link could not be sent" in page
