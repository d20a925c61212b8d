"""Which providers the environment names."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from conduct_portal import sign_on

GOOGLE = {
    "OIDC_GOOGLE_CLIENT_ID": "g",
    "OIDC_GOOGLE_CLIENT_SECRET": "s",
    "OIDC_GOOGLE_DOMAINS": "School.example,trust.example",
}
MICROSOFT = {
    "OIDC_MICROSOFT_TENANT": "8F3A1C52-0d4e-4c7b-9a61-2b7f5e90d1aa",
    "OIDC_MICROSOFT_CLIENT_ID": "m",
    "OIDC_MICROSOFT_CLIENT_SECRET": "s",
    "OIDC_MICROSOFT_DOMAINS": "school.example",
}


def apps(given):
    env = environ.Env()
    env.ENVIRON = given
    return sign_on.apps(env)


def test_nothing_named_is_nothing_trusted():
    assert apps({}) == []
    assert apps(dict.fromkeys(GOOGLE | MICROSOFT, "")) == []


def test_both_may_be_named():
    google, microsoft = apps(GOOGLE | MICROSOFT)
    assert google["settings"]["domains"] == ["school.example", "trust.example"]
    assert microsoft["settings"]["claims"] == {"tid": ["8f3a1c52-0d4e-4c7b-9a61-2b7f5e90d1aa"]}
    assert microsoft["settings"]["server_url"].endswith("/8f3a1c52-0d4e-4c7b-9a61-2b7f5e90d1aa/v2.0")


@pytest.mark.parametrize("missing", ["OIDC_GOOGLE_CLIENT_SECRET", "OIDC_GOOGLE_DOMAINS"])
def test_what_is_missing_is_named(missing):
    with pytest.raises(ImproperlyConfigured, match=missing):
        apps(GOOGLE | {missing: ""})


@pytest.mark.parametrize("tenant", ["", "common", "organizations", "consumers", "school.example"])
def test_a_tenant_of_everybody_is_refused(tenant):
    with pytest.raises(ImproperlyConfigured, match="OIDC_MICROSOFT_TENANT"):
        apps(MICROSOFT | {"OIDC_MICROSOFT_TENANT": tenant})
