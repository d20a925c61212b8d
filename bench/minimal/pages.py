"""One page to read and to send, one to arrive at."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from bench.minimal.models import Note, Person


def page(request, pk):
    if request.method == "POST":
        Note.objects.create(person_id=pk, text=request.POST["text"])
        return redirect("thanks", pk)
    return render(request, "page.html", {"person": get_object_or_404(Person, pk=pk)})


def thanks(request, pk):
    return render(request, "thanks.html", {"person": get_object_or_404(Person, pk=pk)})


def well(request):
    return HttpResponse("ok")


urlpatterns = [path("page/<int:pk>/", page), path("thanks/<int:pk>/", thanks, name="thanks"), path("healthz", well)]
