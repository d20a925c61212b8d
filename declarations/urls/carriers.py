"""Where carriers of messages call back, by machine."""

from django.conf import settings
from django.urls import path

from declarations.post import events
from declarations.views import carriers

app_name = "carriers"
urlpatterns = [path("carriers/notify/<slug:slug>/", carriers.NotifyCallback.as_view(), name="notify")]
if settings.MAIL_SERVICE and settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns.append(path("carriers/mail/", carriers.mail_service(settings.MAIL_SERVICE), name="mail"))

# What is heard at these addresses is told to post/events.py.
listeners = [events.hear]
