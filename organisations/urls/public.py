from django.urls import path

from organisations.views import home, theme

app_name = "organisations"
urlpatterns = [
    path("", home.home, name="home"),
    path("theme/<slug:slug>/<str:digest>.css", theme.theme, name="theme"),
]
