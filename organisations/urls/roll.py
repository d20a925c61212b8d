"""Pages about the roll, below /o/<organisation>/roll/."""

from django.urls import path

from organisations.views import imports, roll

app_name = "roll"
urlpatterns = [
    path("", roll.adults, name="adults"),
    path("children/", roll.children, name="children"),
    path("children/add/", roll.add_child, name="add_child"),
    path("children/<int:child_id>/", roll.child, name="child"),
    path("children/<int:child_id>/correct/", roll.correct_child, name="correct_child"),
    path("children/<int:child_id>/merge/<int:other_id>/", roll.merge_children, name="merge_children"),
    path("children/<int:child_id>/add-adult/", roll.add_adult, name="add_adult"),
    path("adults/<int:adult_id>/", roll.adult, name="adult"),
    path("adults/<int:adult_id>/correct/", roll.correct_adult, name="correct_adult"),
    path("adults/<int:adult_id>/contact-rule/", roll.contact_rule, name="contact_rule"),
    path("adults/<int:adult_id>/merge/<int:other_id>/", roll.merge, name="merge"),
    path("merges/<int:change_id>/undo/", roll.unmerge, name="unmerge"),
    path("adults/<int:adult_id>/children/<int:child_id>/", roll.contact, name="contact"),
    path("adults/<int:adult_id>/children/<int:child_id>/end/", roll.end_contact, name="end_contact"),
    path("files/", imports.index, name="imports"),
    path("files/new/", imports.new, name="new_import"),
    path("files/template.csv", imports.our_template, name="template"),
    path("files/<int:import_id>/", imports.show, name="import"),
    path("files/<int:import_id>/columns/", imports.columns, name="columns"),
    path("files/<int:import_id>/apply/", imports.apply, name="apply"),
    path("files/<int:import_id>/who/", imports.who, name="who"),
    path("files/<int:import_id>/undo/", imports.undo, name="undo"),
    path("files/<int:import_id>/forget/", imports.forget, name="forget"),
]
