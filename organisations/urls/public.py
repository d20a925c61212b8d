"""Pages that are about an organisation, or lead to one."""

from django.urls import path

from organisations.views import about, home, sessions, theme, typed

app_name = "organisations"
urlpatterns = [
    path("", home.home, name="home"),
    path("log-in/places/", sessions.index, name="sessions"),
    path("log-in/typed/", typed.index, name="typed"),
    path("theme/<slug:slug>/<str:digest>.css", theme.theme, name="theme"),
    path("logo/<slug:slug>/<str:digest>.png", theme.logo, name="logo"),
    path("about/<slug:slug>/privacy/", about.privacy, name="privacy"),
    path("about/<slug:slug>/accessibility/", about.accessibility, name="accessibility"),
]
