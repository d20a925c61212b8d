"""Google Workspace and Microsoft Entra for staff, when the environment names them; nothing else switches them on."""

import re

from django.core.exceptions import ImproperlyConfigured

GOOGLE = "https://accounts.google.com"
MICROSOFT = "https://login.microsoftonline.com/{tenant}/v2.0"
TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def apps(env):
    """The providers that this installation trusts, as allauth wants them."""
    found = [_google(env), _microsoft(env)]
    return [app for app in found if app]


def _google(env):
    domains = env.list("OIDC_GOOGLE_DOMAINS", default=[])
    return _app(env, "OIDC_GOOGLE", "google", "Google", GOOGLE, {"hd": domains}, "email_verified")


def _microsoft(env):
    tenant = env.str("OIDC_MICROSOFT_TENANT", default="").lower()
    if env.str("OIDC_MICROSOFT_CLIENT_ID", default="") and not TENANT.fullmatch(tenant):
        # "common" and "organizations" would let in anybody who has a tenant and writes any address into it.
        raise ImproperlyConfigured("OIDC_MICROSOFT_TENANT must be the directory (tenant) ID of your own tenant")
    issuer = MICROSOFT.format(tenant=tenant)
    return _app(env, "OIDC_MICROSOFT", "microsoft", "Microsoft", issuer, {"tid": [tenant]}, "xms_edov")


def _app(env, prefix, provider_id, name, issuer, claims, verified):
    client_id = env.str(f"{prefix}_CLIENT_ID", default="")
    if not client_id:
        return None
    for needed in ("CLIENT_SECRET", "DOMAINS"):
        if not env.str(f"{prefix}_{needed}", default=""):
            raise ImproperlyConfigured(f"{prefix}_{needed} must be set when {prefix}_CLIENT_ID is")
    return {
        "provider_id": provider_id,
        "name": name,
        "client_id": client_id,
        "secret": env.str(f"{prefix}_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer,
            "fetch_userinfo": False,  # only what is signed counts
            "oauth_pkce_enabled": True,
            "claims": claims,  # who answers for this person: one of these, at every log-in
            "domains": [domain.lower() for domain in env.list(f"{prefix}_DOMAINS")],
            "verified": verified,  # the claim that says: this address was shown to be theirs
        },
    }
