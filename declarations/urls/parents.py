from django.urls import path

from declarations.views import details, parent, peace

app_name = "parents"
urlpatterns = [
    path("s/<str:token>/", parent.waiting, name="waiting"),
    path("s/<str:token>/details/", details.details, name="details"),
    path("s/<str:token>/new-link/", parent.new_link, name="new_link"),
    path("s/<str:token>/peace/", peace.ask, name="peace"),
    path("s/<str:token>/<int:request_id>/", parent.sign, name="sign"),
    path("r/<str:token>/", parent.receipt, name="receipt"),
    path("r/<str:token>/pdf", parent.receipt_pdf, name="receipt_pdf"),
    path("r/<str:token>/withdraw/", parent.withdraw, name="withdraw"),
]
