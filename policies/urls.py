"""Pages about policies, below /o/<organisation>/policies/."""

from django.urls import path

from policies.views import adopting, checking, filling, reading, reviewing, uploading, writing

app_name = "policies"
urlpatterns = [
    path("", reading.index, name="index"),
    path("new/", writing.new, name="new"),
    path("new/file/", uploading.upload, name="upload"),
    path("new/file/<int:upload_id>/", uploading.uploaded, name="uploaded"),
    path("calendar/", reading.calendar, name="calendar"),
    path("slots/", filling.slots, name="slots"),
    path("<slug:reference>/", reading.policy, name="policy"),
    path("<slug:reference>/edit/", writing.edit, name="edit"),
    path("<slug:reference>/edit/autosave/", writing.autosave, name="autosave"),
    path("<slug:reference>/preflight/", checking.preflight, name="preflight"),
    path("<slug:reference>/submit/", writing.submit, name="submit"),
    path("<slug:reference>/take-back/", writing.take_back, name="take_back"),
    path("<slug:reference>/adopt/", adopting.adopt, name="adopt"),
    path("<slug:reference>/catch-up/", adopting.catch_up, name="catch_up"),
    path("<slug:reference>/next/", writing.start_version, name="start_version"),
    path("<slug:reference>/next/file/", uploading.upload_next, name="upload_next"),
    path("<slug:reference>/reviewed/", reviewing.reviewed, name="reviewed"),
    path("<slug:reference>/review/", reviewing.review, name="review"),
    path("<slug:reference>/<int:number>/", reading.version, name="version"),
    path("<slug:reference>/<int:number>/changes/", reading.changes, name="changes"),
    path("<slug:reference>/<int:number>/pdf", reading.version_pdf, name="version_pdf"),
]
