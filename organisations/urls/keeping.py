"""How long things are kept, below /o/<organisation>/settings/data-protection/."""

from django.urls import path

from organisations.views import keeping

app_name = "keeping"
urlpatterns = [
    path("", keeping.periods, name="periods"),
    path("removing/", keeping.removing, name="removing"),
    path("holds/", keeping.all_holds, name="holds"),
    path("holds/adults/<int:adult_id>/", keeping.hold_adult, name="hold_adult"),
    path("holds/children/<int:child_id>/", keeping.hold_child, name="hold_child"),
    path("holds/<int:hold_id>/lift/", keeping.lift, name="lift"),
]
