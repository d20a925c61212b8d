"""The portal's addresses, the operators' pages among them."""

from django.urls import path

from conduct_portal import urls
from organisations import operators

urlpatterns = [*urls.urlpatterns, path("operators/", operators.site.urls)]
