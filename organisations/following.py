"""Lists that follow what is typed: htmx asks the list's own address and takes the part it needs."""

from django_htmx.http import HttpResponseClientRefresh


class WholePageMiddleware:
    """A list that leads elsewhere (its log-in has ended) is loaded as a whole page: its part would show nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return HttpResponseClientRefresh() if request.htmx and response.has_header("Location") else response
