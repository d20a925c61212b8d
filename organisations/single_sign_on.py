"""Staff who log in with their school's Google or Microsoft account: known people only, and tied to one account each.

The library speaks the protocol; here stands what we believe. The provider's token must be signed, fresh and for us; at
every log-in it must name one of our own domains or our own tenant. By its e-mail address a person is found once, and
only if the provider says that the address was verified; from then on by the account's unchangeable number.
"""

import logging

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from organisations.models import User

logger = logging.getLogger(__name__)

ALGORITHMS = ["RS256", "ES256"]
NEEDED = ["iss", "aud", "exp", "iat", "sub", "nonce"]
KEPT = ["sub", "email", "nonce"]  # of all that a provider tells about a person
CLOCKS_DIFFER = 60  # seconds
YES = (True, "true", 1, "1")


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Lets in whom an organisation invited, and nobody else."""

    def list_apps(self, request, provider=None, client_id=None):
        # Only the environment names providers: a row in the database must not add one.
        return [app for app in super().list_apps(request, provider, client_id) if not app.pk]

    def get_requests_session(self):
        session = super().get_requests_session()
        session.max_redirects = 0  # a provider's addresses are where they are said to be
        return session

    def is_open_for_signup(self, request, sociallogin):
        return False

    def populate_user(self, request, sociallogin, data):
        return sociallogin.user

    def pre_social_login(self, request, sociallogin):
        shown = sociallogin.account.extra_data["id_token"].get("nonce", "")
        if not constant_time_compare(shown, sociallogin.state.get("nonce") or ""):
            raise _refusal(request, "failed")
        if not sociallogin.is_existing:
            sociallogin.connect(request, _invited(request, sociallogin))

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        logger.info("%s: %s", error, exception)
        raise _refusal(request, "elsewhere" if isinstance(exception, NotOneOfUs) else "failed", provider)


class NotOneOfUs(OAuth2Error):
    """Well signed, but from another tenant or domain."""


class SignedOnly(OpenIDConnectOAuth2Adapter):
    """Believes an identity token only for its signature, also where it came by a direct line."""

    @property
    def openid_config(self):
        config, expected = super().openid_config, self.get_provider().app.settings["server_url"]
        if config.get("issuer") != expected:
            raise OAuth2Error(f"The provider calls itself {config.get('issuer')}, not {expected}.")
        return config

    def get_callback_url(self, request, app):
        return settings.SITE_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def complete_login(self, request, app, token, **kwargs):
        signed = kwargs["response"].get("id_token")
        if not signed:
            raise OAuth2Error("The provider sent no identity token.")
        told = self._decode_id_token(app, signed)
        _check_place(told, app.settings)
        kept = {name: told.get(name) for name in KEPT}
        kept["email_verified"] = told.get(app.settings["verified"]) in YES and _domain(told) in app.settings["domains"]
        return self.get_provider().sociallogin_from_response(request, {"id_token": kept})

    def _decode_id_token(self, app, id_token):
        try:
            key = jwt.PyJWKClient(self.openid_config["jwks_uri"], timeout=10).get_signing_key_from_jwt(id_token)
            told = jwt.decode(
                id_token,
                key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=app.settings["server_url"],
                leeway=CLOCKS_DIFFER,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The identity token cannot be believed.") from error
        if told.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The identity token was made for another program.")
        return told


def counts_as_second_step(request):
    """Whether this session began at a provider whose own second step counts here, by the operator's word."""
    methods = request.session.get("account_authentication_methods", [])
    return settings.OIDC_SECOND_STEP_COUNTS and any(each.get("method") == "socialaccount" for each in methods)


def _check_place(told, trusted):
    """Who answers for this person, and whether the address is one of theirs."""
    for claim, allowed in trusted["claims"].items():
        if told.get(claim) not in allowed:
            raise NotOneOfUs(f"The {claim} is not one of ours.")


def _domain(told):
    return str(told.get("email") or "").rpartition("@")[2].lower()


def _invited(request, sociallogin):
    """The person with this verified address who works somewhere and is tied to no other account there."""
    told, provider = sociallogin.account.extra_data["id_token"], sociallogin.provider
    if not told["email_verified"]:
        raise _refusal(request, "unverified", provider)
    user = User.objects.filter(email=told["email"].lower(), is_active=True, posts__left_at=None).distinct().first()
    if user is None or not user.posts.filter(left_at=None).exists():
        raise _refusal(request, "unknown", provider)
    if SocialAccount.objects.filter(user=user, provider=provider.sub_id).exists():
        raise _refusal(request, "other", provider)
    return user


def _refusal(request, why, provider=None):
    """A calm page that says what to do; the log says why."""
    logger.warning("A log-in through %s was refused: %s", provider, why)
    page = render(request, "socialaccount/refused.html", {"why": why, "provider": provider}, status=403)
    return ImmediateHttpResponse(page)
