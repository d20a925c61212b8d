"""Placeholder until the school's colours are served."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404


@login_not_required
def theme(request, slug, digest):
    raise Http404
