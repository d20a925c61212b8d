"""Open to everybody: the school link, and where its e-mail leads."""

from django.urls import path

from declarations.views import joining

app_name = "join"
urlpatterns = [
    path("join/<slug:slug>/", joining.join, name="join"),
    path("join/confirm/<str:token>/", joining.confirm, name="confirm"),
    path("join/codes/<str:token>/", joining.codes, name="codes"),
    path("join/codes/<str:token>/<int:version_id>/", joining.answer, name="answer"),
]
