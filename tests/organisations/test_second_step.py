import secrets

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "meadow-lark-rises"
WAYS = ["edit", "remove"]


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.MFA_REQUIRED = True


def somebody(role):
    # Failed log-ins are counted by address and by name, in a cache that outlives a test: both are new each time.
    email = f"{secrets.token_hex(6)}@school.example"
    member = make.StaffMemberFactory(role=role, organisation=make.SchoolFactory(), user__email=email)
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


def somewhere():
    return f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"


def log_in(member):
    browser = Client(REMOTE_ADDR=somewhere())
    answer = browser.post("/log-in/", {"login": member.user.email, "password": PASSWORD})
    return browser, answer


def set_up(browser):
    """Scan the key and enter what the app shows; returns the key."""
    assert "enter your password once more" in browser.get("/second-step/totp/activate/", follow=True).text
    page = browser.post("/log-in/again/?next=/second-step/totp/activate/", {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    browser.post("/second-step/totp/activate/", {"code": now(secret)}, follow=True)
    return secret


def now(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("role", ["office", "head"])
def test_a_role_that_sees_families_is_led_to_a_second_step(role):
    member = somebody(role)
    browser, _answer = log_in(member)

    page = browser.get(f"/o/{member.organisation.slug}/", follow=True)

    assert page.redirect_chain[-1][0] == "/second-step/"
    assert "needs a second step" in page.text


@pytest.mark.parametrize("role", ["viewer", "approver"])
def test_a_role_that_sees_figures_only_needs_none(role):
    member = somebody(role)
    browser, _answer = log_in(member)
    assert browser.get(f"/o/{member.organisation.slug}/").status_code == 200


def test_after_setting_it_up_the_password_alone_lets_nobody_in():
    member = somebody("office")
    browser, _answer = log_in(member)
    set_up(browser)
    assert browser.get(f"/o/{member.organisation.slug}/").status_code == 200

    thief, answer = log_in(member)

    assert answer["Location"] == "/second-step/authenticate/"
    assert thief.get(f"/o/{member.organisation.slug}/").status_code == 302


def test_a_wrong_code_is_refused_and_a_recovery_code_works_once():
    member = somebody("office")
    browser, _answer = log_in(member)
    set_up(browser)
    codes = browser.get("/second-step/recovery-codes/").context["unused_codes"]
    address = f"/o/{member.organisation.slug}/"

    again, _answer = log_in(member)
    assert "There is a problem" in again.post("/second-step/authenticate/", {"code": "abcdefgh"}).text
    again.post("/second-step/authenticate/", {"code": codes[0]})
    assert again.get(address).status_code == 200

    third, _answer = log_in(member)
    third.post("/second-step/authenticate/", {"code": codes[0]})
    assert third.get(address).status_code == 302


def test_whoever_was_away_for_long_is_logged_out(settings, time_machine):
    settings.MFA_REQUIRED = False
    member = somebody("office")
    time_machine.move_to("2026-11-20 09:00Z", tick=False)
    browser, _answer = log_in(member)
    address = f"/o/{member.organisation.slug}/"
    assert browser.get(address).status_code == 200

    time_machine.move_to("2026-11-20 10:30Z", tick=False)
    assert browser.get(address).status_code == 200

    time_machine.move_to("2026-11-20 13:00Z", tick=False)
    page = browser.get(address, follow=True)
    assert "You were away for a while" in page.text


def test_whoever_was_there_for_eight_hours_is_logged_out_however_busy(settings, time_machine):
    settings.MFA_REQUIRED = False
    member = somebody("office")
    time_machine.move_to("2026-11-20 08:00Z", tick=False)
    browser, _answer = log_in(member)
    address = f"/o/{member.organisation.slug}/"
    for hour in range(9, 17):
        time_machine.move_to(f"2026-11-20 {hour:02}:00Z", tick=False)
        assert browser.get(address).status_code == 200

    time_machine.move_to("2026-11-20 16:01Z", tick=False)
    assert "logged in for a whole day’s work" in browser.get(address, follow=True).text
    assert "logged in for" not in log_in(member)[0].get(address, follow=True).text


def test_guessing_a_password_is_slowed_down():
    member = somebody("office")
    browser = Client(REMOTE_ADDR=somewhere())
    answers = [
        browser.post("/log-in/", {"login": member.user.email, "password": f"wrong {n}"}).status_code for n in range(15)
    ]
    assert (
        "Too many" in browser.post("/log-in/", {"login": member.user.email, "password": PASSWORD}).text
        or 429 in answers
    )


def test_a_copy_of_the_database_does_not_show_the_key_of_an_app():
    member = somebody("office")
    browser, _answer = log_in(member)
    secret = set_up(browser)
    kept = [str(one.data) for one in Authenticator.objects.filter(user=member.user)]
    assert len(kept) == 2 and all(secret not in words for words in kept)


def test_after_a_new_secret_key_the_second_step_works_as_long_as_the_old_one_is_known(settings):
    member = somebody("office")
    browser, _answer = log_in(member)
    secret = set_up(browser)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-of-which-nobody-knows-anything-at-all-yet"

    settings.SECRET_KEY_FALLBACKS = [old]
    assert second_step(member, now(secret)) == 200
    settings.SECRET_KEY_FALLBACKS = []
    cache.clear()  # a code works once
    assert second_step(member, now(secret)) == 302
    assert second_step(member, now("")) == 302


def second_step(member, code):
    """What a fresh log-in meets at home after entering this code."""
    browser, _answer = log_in(member)
    browser.post("/second-step/authenticate/", {"code": code})
    return browser.get(f"/o/{member.organisation.slug}/").status_code


def test_nobody_renames_or_removes_somebody_else_s_passkey():
    owner, other = somebody("viewer"), somebody("viewer")
    key = Authenticator.objects.create(user=owner.user, type="webauthn", data={"name": "Laptop", "credential": {}})
    browser, _answer = log_in(other)
    browser.post("/log-in/again/", {"password": PASSWORD})
    seen = {browser.post(f"/second-step/webauthn/keys/{key.pk}/{act}/", {"name": "x"}).status_code for act in WAYS}
    assert seen == {404}
    key.refresh_from_db()
    assert key.data["name"] == "Laptop"


@pytest.mark.parametrize(
    "said", ["{}", "[]", '{"response": {}}', '{"id": "x", "rawId": "x", "response": {"userHandle": "eA"}}']
)
def test_what_is_no_passkey_is_refused_calmly(said):
    browser = Client(REMOTE_ADDR=somewhere())
    browser.get("/second-step/webauthn/login/", headers={"Accept": "application/json"})
    page = browser.post("/second-step/webauthn/login/", {"credential": said}, follow=True)
    assert page.status_code == 200 and "Log in" in page.text
    assert "_auth_user_id" not in browser.session


def test_log_ins_stand_in_the_log_by_number_and_never_by_name(caplog, django_capture_on_commit_callbacks):
    caplog.set_level("INFO", "organisations.watch")
    member = somebody("office")
    browser, _answer = log_in(member)
    with django_capture_on_commit_callbacks(execute=True):
        set_up(browser)
    browser.post("/log-out/")
    Client(REMOTE_ADDR=somewhere()).post("/log-in/", {"login": member.user.email, "password": "wrong"})

    number = member.user_id
    assert caplog.messages == [
        f"user {number} logged in with password",
        f"user {number} set up totp",
        f"user {number} set up recovery_codes",
        f"user {number} logged out",
        "a log-in failed",
    ]
    assert member.user.email not in caplog.text
