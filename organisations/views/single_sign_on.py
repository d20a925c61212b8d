"""The log-in page, and the way to a provider and back."""

import secrets
from urllib.parse import urlsplit

import requests
from allauth.account import views as accounts
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.decorators.http import require_GET, require_POST

from organisations.single_sign_on import SignedOnly


@login_not_required
def log_in(request):
    """The library's page; its forms may lead to the providers, which a strict browser would refuse."""
    places = [_origin(provider.app.settings["server_url"]) for provider in get_adapter().list_providers(request)]
    view = csp_update({"form-action": places})(accounts.login) if places else accounts.login
    return view(request)


@login_not_required
@require_POST
def start(request, provider_id):
    """Leave for the provider, with a number that only the token for this very log-in will carry."""
    provider = _provider(request, provider_id)
    nonce = secrets.token_urlsafe(32)
    try:
        return provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce, "prompt": "select_account"},
            nonce=nonce,
        )
    except (requests.RequestException, OAuth2Error) as error:
        return render_authentication_error(request, provider, exception=error)


@login_not_required
@require_GET
def back(request, provider_id):
    """Back from the provider."""
    _provider(request, provider_id)
    return OAuth2CallbackView.adapter_view(SignedOnly(request, provider_id))(request)


def _provider(request, provider_id):
    for provider in get_adapter().list_providers(request):
        if provider.app.provider_id == provider_id:
            provider.oauth2_adapter_class = SignedOnly
            return provider
    raise Http404


def _origin(address):
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
