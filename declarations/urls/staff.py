"""Pages of the office and the head about what was asked and answered, below /o/<organisation>/."""

from django.urls import path

from declarations.views import publishing

app_name = "declarations"
urlpatterns = [
    path("policies/<slug:reference>/publish/", publishing.publish, name="publish"),
    path("policies/<slug:reference>/<int:number>/withdraw/", publishing.withdraw, name="withdraw"),
]
