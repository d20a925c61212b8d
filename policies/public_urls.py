"""Pages about what is in force, for everybody. The last one stands at the foot of every print, so it is short."""

from django.urls import path

from policies.views import public

app_name = "public"
urlpatterns = [
    path("codes/<slug:school>/", public.index, name="index"),
    path("codes/<slug:school>/<slug:reference>/<int:number>/", public.version, name="version"),
    path("w/<slug:code>/", public.print_of, name="print"),
]
