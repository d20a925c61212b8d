"""Settings of an organisation, below /o/<organisation>/settings/."""

from django.urls import path

from organisations.views import settings

app_name = "settings"
urlpatterns = [
    path("", settings.details, name="details"),
    path("logo/", settings.logo, name="logo"),
    path("logo/remove/", settings.remove_logo, name="remove_logo"),
    path("staff/", settings.staff, name="staff"),
    path("staff/invite/", settings.invite, name="invite"),
    path("staff/<int:member_id>/", settings.member, name="member"),
    path("staff/<int:member_id>/invite/", settings.invite_again, name="invite_again"),
    path("staff/<int:member_id>/leave/", settings.leave, name="leave"),
]
