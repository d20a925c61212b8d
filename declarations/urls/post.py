"""Settings of messages, below /o/<organisation>/settings/messages/."""

from django.urls import path

from declarations.views import post

app_name = "post"
urlpatterns = [
    path("", post.times, name="times"),
    path("closed/", post.close, name="close"),
    path("closed/<int:closed_id>/open/", post.reopen, name="reopen"),
    path("ways/", post.ways, name="ways"),
    path("ways/token/", post.callback_token, name="callback_token"),
    path("wording/", post.wordings_of_all, name="wordings"),
    path("wording/<slug:purpose>/", post.wording, name="wording"),
    path("wording/<slug:purpose>/portals/", post.portals_words, name="portals_words"),
]
