"""Logging in with the school's Google or Microsoft account, against a provider that speaks the real protocol."""

import secrets
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client

from organisations import staffing
from tests import factories as make
from tests.organisations.sign_on import provider as providers

pytestmark = pytest.mark.django_db
TENANT = "8f3a1c52-0d4e-4c7b-9a61-2b7f5e90d1aa"


@pytest.fixture(scope="module")
def server():
    with providers.running() as provider:
        yield provider


@pytest.fixture
def google(server, settings):
    server.__init__(server.address)
    settings.SOCIALACCOUNT_PROVIDERS = trusting(server, "google", {"hd": ["school.example"]}, "email_verified")
    return server


@pytest.fixture
def microsoft(server, settings):
    server.__init__(server.address)
    server.person = {"sub": "AAAA", "email": "ada@school.example", "tid": TENANT, "xms_edov": True}
    settings.SOCIALACCOUNT_PROVIDERS = trusting(server, "microsoft", {"tid": [TENANT]}, "xms_edov")
    return server


@pytest.fixture
def ada():
    school = make.SchoolFactory()
    return staffing.invite(
        school, email="ada@school.example", full_name="Ada Jones", role="viewer", by=make.head_of(school)
    )


def trusting(server, name, claims, verified):
    settings = {
        "server_url": server.address,
        "fetch_userinfo": False,
        "oauth_pkce_enabled": True,
        "claims": claims,
        "domains": ["school.example"],
        "verified": verified,
    }
    app = {"provider_id": name, "name": name.title(), "client_id": providers.CLIENT_ID}
    return {"openid_connect": {"APPS": [app | {"secret": providers.CLIENT_SECRET, "settings": settings}]}}


def browser():
    somewhere = ".".join(str(secrets.randbelow(256)) for _ in range(3))
    return Client(REMOTE_ADDR=f"10.{somewhere}")


def goes_out(client, name="google"):
    """To the provider, and what it answers: the address of the way back."""
    leaving = client.post(f"/log-in/with/{name}/")
    assert leaving.status_code == 302
    answer = requests.get(leaving["Location"], allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://localhost:8000")


def logs_in(client, name="google"):
    return client.get(goes_out(client, name), follow=True)


def is_in(client):
    return "_auth_user_id" in client.session


def test_an_invited_person_comes_in_and_is_tied_to_that_account(google, ada):
    client = browser()
    page = logs_in(client)
    assert page.redirect_chain[-1][0].startswith(f"/o/{ada.organisation.slug}/")
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.provider, tied.uid) == (ada.user, "google", "1001")
    assert set(tied.extra_data["id_token"]) == {"sub", "email", "nonce", "email_verified"}


def test_a_microsoft_account_of_the_own_tenant_opens_the_door(microsoft, ada):
    client = browser()
    logs_in(client, "microsoft")
    assert client.session["_auth_user_id"] == str(ada.user_id)


def test_later_the_account_counts_and_not_its_address(google, ada):
    logs_in(browser())
    google.person |= {"email": "ada.jones-smith@school.example", "email_verified": False}
    client = browser()
    logs_in(client)
    assert client.session["_auth_user_id"] == str(ada.user_id)


def test_another_account_with_the_same_address_does_not_become_this_person(google, ada):
    logs_in(browser())
    google.person |= {"sub": "2002"}
    client = browser()
    page = logs_in(client)
    assert page.status_code == 403 and "tied to another account" in page.text
    assert not is_in(client) and SocialAccount.objects.count() == 1


def test_nobody_signs_up(google, ada):
    google.person |= {"email": "stranger@school.example"}
    client = browser()
    page = logs_in(client)
    assert page.status_code == 403 and "Nobody has invited this account yet" in page.text
    assert not is_in(client) and not SocialAccount.objects.exists()
    assert "stranger@" not in page.request["PATH_INFO"] + page.request["QUERY_STRING"]


def test_a_leaver_does_not_come_in(google, ada):
    logs_in(browser())
    staffing.leave(ada, by=ada.user)
    client = browser()
    assert "This log-in is closed" in logs_in(client).text
    assert not is_in(client)


def unverified(provider):
    provider.person |= {"email_verified": False}


def never_checked(provider):
    provider.without = ["email_verified"]


def signed_by_somebody_else(provider):
    provider.key = providers.new_key()


def signed_by_nobody(provider):
    provider.key, provider.algorithm = None, "none"


def signed_with_what_everybody_knows(provider):
    provider.key, provider.algorithm = providers.CLIENT_ID.ljust(64, "."), "HS256"


def for_another_program(provider):
    provider.token = {"aud": "somebody-else"}


def handed_on_by_another_program(provider):
    provider.token = {"aud": [providers.CLIENT_ID, "else"], "azp": "else"}


def from_another_issuer(provider):
    provider.token = {"iss": "https://accounts.google.com.evil.example"}


def run_out(provider):
    provider.token = {"exp": 1_700_000_000}


def of_another_log_in(provider):
    provider.token = {"nonce": "seen before"}


def without_a_nonce(provider):
    provider.without = ["nonce"]


def of_another_domain(provider):
    provider.person |= {"hd": "elsewhere.example"}


def of_no_domain(provider):
    provider.without = ["hd"]


def with_a_private_address(provider):
    provider.person |= {"email": "ada@gmail.example"}


LIES = [
    unverified,
    never_checked,
    signed_by_somebody_else,
    signed_by_nobody,
    signed_with_what_everybody_knows,
    for_another_program,
    handed_on_by_another_program,
    from_another_issuer,
    run_out,
    of_another_log_in,
    without_a_nonce,
    of_another_domain,
    of_no_domain,
    with_a_private_address,
]


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_fit_opens_nothing(google, ada, lie):
    lie(google)
    client = browser()
    page = logs_in(client)
    assert page.status_code == 403 and "We could not log you in" in page.text
    assert not is_in(client) and not SocialAccount.objects.exists()


@pytest.mark.parametrize("lie", [signed_by_somebody_else, for_another_program, of_another_log_in, of_another_domain])
def test_nor_once_the_account_is_known(google, ada, lie):
    logs_in(browser())
    lie(google)
    client = browser()
    assert logs_in(client).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("claims", [{"tid": "00000000-1111-2222-3333-444444444444"}, {"xms_edov": False}])
def test_an_address_written_into_another_tenant_opens_nothing(microsoft, ada, claims):
    microsoft.person |= claims
    client = browser()
    assert logs_in(client, "microsoft").status_code == 403
    assert not is_in(client)


def test_the_way_back_works_once(google, ada):
    client = browser()
    back = goes_out(client)
    client.get(back)
    client.post("/log-out/")
    assert client.get(back).status_code == 403
    assert not is_in(client)


def test_the_way_back_of_somebody_else_logs_nobody_in(google, ada):
    thief = browser()
    back = goes_out(thief)
    victim = browser()
    goes_out(victim)
    assert victim.get(back).status_code == 403
    assert not is_in(victim)


def test_a_code_without_its_journey_is_worth_nothing(google, ada):
    """Stolen on its way back, it is refused by the provider for want of the verifier."""
    stolen = parse_qs(urlsplit(goes_out(browser())).query)["code"][0]
    thief = browser()
    state = parse_qs(urlsplit(goes_out(thief)).query)["state"][0]
    assert thief.get(f"/log-in/with/google/back/?code={stolen}&state={state}").status_code == 403


def test_whoever_turns_round_is_answered_calmly(google):
    client = browser()
    state = parse_qs(urlsplit(goes_out(client)).query)["state"][0]
    page = client.get(f"/log-in/with/google/back/?error=access_denied&state={state}")
    assert page.status_code == 403 and "or you turned round" in page.text


def test_a_provider_that_is_down_or_somebody_else_is_answered_calmly(google, settings):
    google.calls_itself = "https://elsewhere.example"
    assert browser().post("/log-in/with/google/").status_code == 403
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    assert browser().post("/log-in/with/google/").status_code == 403


def test_only_the_environment_names_providers(google):
    SocialApp.objects.create(provider="openid_connect", provider_id="evil", name="Evil", client_id="x", settings={})
    client = browser()
    assert client.post("/log-in/with/evil/").status_code == 404
    assert client.post("/log-in/with/openid_connect/").status_code == 404
    assert client.get("/log-in/with/google/").status_code == 405
    assert "Evil" not in client.get("/log-in/").text


def test_the_log_in_page_lets_its_form_lead_to_the_provider_and_nowhere_else(google):
    page = browser().get("/log-in/")
    assert "Log in with Google" in page.text
    assert f"form-action 'self' {google.address};" in page["Content-Security-Policy"] + ";"


def test_without_settings_there_is_no_trace_of_it():
    page = browser().get("/log-in/")
    assert "Log in with Google" not in page.text
    assert browser().post("/log-in/with/google/").status_code == 404


@pytest.mark.parametrize("counts", [True, False])
def test_the_provider_s_second_step_counts_when_the_operator_says_so(google, ada, settings, counts):
    settings.MFA_REQUIRED, settings.OIDC_SECOND_STEP_COUNTS = True, counts
    staffing.move(ada, role="office", by=ada.user)
    client = browser()
    page = logs_in(client)
    assert ("needs a second step" in page.text) is not counts


def test_the_provider_s_second_step_says_nothing_about_a_password(google, ada, settings):
    settings.MFA_REQUIRED = settings.OIDC_SECOND_STEP_COUNTS = True
    staffing.move(ada, role="office", by=ada.user)
    logs_in(browser())
    ada.user.set_password("meadow-lark-rises")
    ada.user.save()
    client = browser()
    client.post("/log-in/", {"login": ada.user.email, "password": "meadow-lark-rises"})
    assert "needs a second step" in client.get("/", follow=True).text


def test_whoever_has_a_second_step_here_is_asked_for_it(google, ada):
    Authenticator.objects.create(user=ada.user, type="totp", data={"secret": "x"})
    client = browser()
    assert logs_in(client).redirect_chain[-1][0] == "/second-step/authenticate/"
    assert not is_in(client)
