"""Puts the organisation named in the address into the request, or shows nothing at all."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from organisations import access, staffing
from organisations.models import Organisation, Role


class OrganisationMiddleware:
    """Takes `organisation` out of the view's arguments; a stranger to it meets a 404, not a 403."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.organisation = request.role = None
        response = self.get_response(request)
        if request.role:
            # The next person at a shared computer must not find it with "Back".
            response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request, view, args, kwargs):
        slug = kwargs.pop("organisation", None)
        if slug is None or not request.user.is_authenticated:
            return None
        organisation = Organisation.objects.select_related("trust").filter(slug=slug).first()
        post = organisation and access.post_in(request.user, organisation)
        if post is None:
            raise Http404
        role = Role(post.role)
        if access.needs_second_step(request, role):
            messages.info(request, _("Your role sees families’ details, so it needs a second step when you log in."))
            return redirect("mfa_index")
        if not post.is_introduced:
            staffing.introduce(post)
        request.organisation, request.role = organisation, role
        return None
