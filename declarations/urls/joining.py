"""Open to everybody: the school link, where its e-mail leads, and the form to complain."""

from django.urls import path

from declarations.views import complaints, joining

app_name = "join"
urlpatterns = [
    path("about/<slug:slug>/complain/", complaints.complain, name="complain"),
    path("join/<slug:slug>/", joining.join, name="join"),
    path("join/confirm/<str:token>/", joining.confirm, name="confirm"),
    path("join/codes/<str:token>/", joining.codes, name="codes"),
    path("join/codes/<str:token>/<int:version_id>/", joining.answer, name="answer"),
]
