"""Open to everybody: is this signed copy genuine?"""

from django.urls import path

from declarations.views import checking

app_name = "check"
urlpatterns = [
    path("check/", checking.check, name="check"),
    path("check/<str:code>/", checking.code, name="code"),
]
