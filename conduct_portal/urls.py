"""Every address of the portal. Staff pages stand below their organisation; parents' below their token."""

from allauth.account import views as accounts
from django.conf import settings
from django.urls import include, path, re_path

from conduct_portal.health import healthz, metrics
from organisations import operators
from organisations.views import single_sign_on

staff_pages = [
    path("settings/", include("organisations.urls.settings")),
    path("settings/data-protection/", include("organisations.urls.keeping")),
    path("settings/messages/", include("declarations.urls.post")),
    path("roll/", include("organisations.urls.roll")),
    path("policies/", include("policies.urls")),
    path("", include("declarations.urls.care")),
    path("", include("declarations.urls.staff")),
]

urlpatterns = [
    path("", include("organisations.urls.public")),
    path("o/<slug:organisation>/", include(staff_pages)),
    path("", include("declarations.urls.parents")),
    path("", include("declarations.urls.checking")),
    path("", include("declarations.urls.carriers")),
    path("", include("declarations.urls.joining")),
    path("", include("policies.public_urls")),
    path("log-in/", single_sign_on.log_in, name="account_login"),
    path("log-in/with/<slug:provider_id>/", single_sign_on.start, name="openid_connect_login"),
    path("log-in/with/<slug:provider_id>/back/", single_sign_on.back, name="openid_connect_callback"),
    path("log-out/", accounts.logout, name="account_logout"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("password/set/", accounts.password_set, name="account_set_password"),
    path("password/reset/", accounts.password_reset, name="account_reset_password"),
    path("password/reset/done/", accounts.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # the key has hyphens of its own
        accounts.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        accounts.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("log-in/again/", accounts.reauthenticate, name="account_reauthenticate"),
    path("second-step/", include("allauth.mfa.urls")),
    path("healthz", healthz),
    path("metrics", metrics),
]
if settings.ADMIN_PATH:
    urlpatterns.append(path(f"{settings.ADMIN_PATH}/", operators.site.urls))
