"""Those of the parents' addresses (parents.py) whose usual page is made already: see views/short_way.py."""

from django.urls import path

from declarations.views import quick, quick_receipts

urlpatterns = [
    path("s/<str:token>/", quick.only_page_to_sign),
    path("s/<str:token>/<int:request_id>/", quick.page_to_sign),
    path("r/<str:token>/", quick_receipts.receipt),
]
