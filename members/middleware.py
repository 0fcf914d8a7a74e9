"""What every request passes on its way in and out."""

from http import HTTPStatus

from django.contrib.auth import logout
from django.utils import timezone, translation


class PresentMembersOnly:
    """Whoever is not verified, or suspended, or switched off is a visitor from this request on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not request.user.is_present:
            logout(request)
        return self.get_response(request)


class MembersWallClock:
    """Pages tell the time in the member's own zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.zone), translation.override(request.user.language):
            return self.get_response(request)


class RememberDeeds:
    """When a member last did something here. Opening a page is not doing something."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_deed = request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST
        if is_deed and request.user.is_authenticated:
            request.user.be_active(timezone.now())
        return response


class PrivatePages:
    """A member's page is kept by no cache on the way, unless the view chose otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
