"""What browsers are told beside what Django and django-csp tell them."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings

# Nothing of the device is ever wanted but a passkey; nobody else's page may use what is ours.
CLOSED = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media fullscreen geolocation gyroscope hid"
    " identity-credentials-get idle-detection local-fonts magnetometer microphone midi payment picture-in-picture"
    " screen-wake-lock serial storage-access usb xr-spatial-tracking"
)
OURS = "publickey-credentials-create publickey-credentials-get"
PERMISSIONS = ", ".join([f"{name}=()" for name in CLOSED.split()] + [f"{name}=(self)" for name in OURS.split()])


class HeadersMiddleware:
    """Permissions-Policy and Cross-Origin-Resource-Policy on every answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which puts the policy together anew for each page: here once for all that add nothing to it."""

    def process_response(self, request, response):
        if settings.DEBUG or hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.setdefault(HEADER, _policy())
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # from now on nobody may ask for one
        return response


@cache
def _policy():
    return build_policy()
