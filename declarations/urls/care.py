"""Looking after people's data, below /o/<organisation>/."""

from django.urls import path

from declarations.views import access, complaints, erasing

app_name = "care"
urlpatterns = [
    path("adults/<int:adult_id>/access/", access.access, name="access"),
    path("access/<int:access_file_id>/", access.access_file, name="access_file"),
    path("access/<int:access_file_id>/file.zip", access.access_zip, name="access_zip"),
    path("adults/<int:adult_id>/erase/", erasing.erase, name="erase"),
    path("complaints/", complaints.index, name="complaints"),
    path("complaints/list.csv", complaints.as_csv, name="complaints_csv"),
    path("complaints/new/", complaints.write_down, name="write_down"),
    path("complaints/<int:complaint_id>/", complaints.complaint, name="complaint"),
]
