"""Pages about the roll, below /o/<organisation>/roll/."""

from django.urls import path

from organisations.views import imports

app_name = "roll"
urlpatterns = [
    path("files/", imports.index, name="imports"),
    path("files/new/", imports.new, name="new_import"),
    path("files/template.csv", imports.our_template, name="template"),
    path("files/<int:import_id>/", imports.show, name="import"),
    path("files/<int:import_id>/columns/", imports.columns, name="columns"),
    path("files/<int:import_id>/apply/", imports.apply, name="apply"),
    path("files/<int:import_id>/undo/", imports.undo, name="undo"),
    path("files/<int:import_id>/forget/", imports.forget, name="forget"),
]
