"""A head says when messages go, by which way and in whose words."""

import pytest
from django.urls import reverse

from declarations.post.models import ClosedDays, MessageWays, SendingTimes
from organisations.models import Event
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db
UUID = "26785a09-ab16-4eb0-8407-a37497a57506"
KEY = f"conduct-{UUID}-3d844edf-8d35-48ac-975b-e847b4f122b0"
TIMES = {"weekdays": ["0", "1", "4"], "opens_at": "09:00", "closes_at": "15:30", "bank_holidays": "WLS"}
WAYS = {"emails_by": "notify", "email_template": UUID, "key": KEY}


class Head(Staff):
    def __init__(self):
        super().__init__(make.SchoolFactory(name="Larkrise School"), "head")

    def at(self, page, *args):
        return reverse(f"post:{page}", args=[self.organisation.slug, *args])

    def sends(self, page, *args, **typed):
        return self.browser.post(self.at(page, *args), typed)

    def sees(self, page, *args):
        return self.browser.get(self.at(page, *args)).content.decode()


@pytest.fixture
def head():
    return Head()


def test_the_times_are_kept_and_stand_in_history(head, settings):
    assert "messages go at any hour" in head.sees("times")
    settings.SENDS_AT_ANY_HOUR = False
    assert "these are the usual times" in head.sees("times")
    assert head.sends("times", most_a_minute="50", **TIMES).status_code == 302
    kept = SendingTimes.objects.get()
    assert (kept.weekdays, f"{kept.opens_at:%H:%M}", kept.bank_holidays) == ([0, 1, 4], "09:00", "WLS")
    assert Event.objects.filter(verb="changed", detail__fields=["sending_times"]).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"weekdays": []}, {"weekdays": ["9"]}, {"closes_at": "08:00"}, {"most_a_minute": "0"}, {"opens_at": "noon"}],
)
def test_times_in_which_nothing_could_be_sent_are_refused(head, wrong):
    assert head.sends("times", **(TIMES | {"most_a_minute": "50"} | wrong)).status_code == 422
    assert not SendingTimes.objects.exists()


def test_closing_days_come_and_go(head):
    head.sends("close", name="Half-term", first_on="2099-02-15", last_on="2099-02-19")
    assert "Half-term" in head.sees("times")
    head.sends("reopen", ClosedDays.objects.get().pk)
    assert not ClosedDays.objects.exists()


def test_days_that_end_before_they_begin_are_refused_in_words(head):
    page = head.browser.post(
        head.at("close"), {"name": "x", "first_on": "2099-02-19", "last_on": "2099-02-15"}, follow=True
    )
    assert "The last day is not before the first." in page.content.decode()
    assert not ClosedDays.objects.exists()


def test_a_school_cannot_open_anothers_closed_days(head):
    other = make.SchoolFactory()
    days = ClosedDays.objects.create(organisation=other, name="x", first_on="2099-01-01", last_on="2099-01-01")
    assert head.sends("reopen", days.pk).status_code == 404


def test_the_key_is_kept_and_never_shown(head):
    assert head.sends("ways", **WAYS).status_code == 302
    assert MessageWays.objects.get().notify_key == KEY
    assert "3d844edf" not in head.sees("ways")
    assert head.sends("ways", **(WAYS | {"key": ""})).status_code == 302
    assert MessageWays.objects.get().notify_key == KEY


@pytest.mark.parametrize(
    "wrong", [{"key": ""}, {"key": "short"}, {"email_template": ""}, {"email_template": "x"}, {"others": ["texts"]}]
)
def test_notify_without_what_it_needs_is_refused(head, wrong):
    assert head.sends("ways", **(WAYS | wrong)).status_code == 422
    assert not MessageWays.objects.exists()


def test_every_way_is_chosen_on_one_page(head):
    others = ["texts", "letters_by_notify", "letters"]
    typed = {"emails_by": "smtp", "others": others, "text_template": UUID, "letter_template": UUID, "key": KEY}
    assert head.sends("ways", **(typed | {"letter_template": ""})).status_code == 422
    assert head.sends("ways", **typed).status_code == 302
    kept = MessageWays.objects.get()
    assert (kept.emails_by_notify, kept.texts, kept.letters_by_notify, kept.letters) == (False, True, True, True)
    assert kept.letter_template == UUID
    assert head.sends("ways", emails_by="smtp").status_code == 302
    assert not MessageWays.objects.get().letters


def test_the_token_is_shown_once(head):
    head.sends("ways", **WAYS)
    page = head.sends("callback_token")
    token = page.context["token"]
    assert token in page.content.decode() and token not in head.sees("ways")
    assert page["Cache-Control"] == "no-store"
