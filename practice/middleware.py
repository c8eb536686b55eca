"""What every request of the practice needs: whose it is, in which clinic, in which time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Next = Callable[[HttpRequest], HttpResponse]


class PrivateResponses:
    """Nothing that is not a static file may be kept by a browser or a proxy."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, marked as not to be stored unless the view said otherwise."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class Membership:
    """Sets `request.membership`, the clinic's time zone and the reader's language."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the clinic's time zone."""
        membership = getattr(request.user, "membership", None)
        request.membership = membership  # type: ignore[attr-defined]
        language = (membership and membership.user.language) or "en"
        zone = membership.clinic.zone if membership else timezone.get_default_timezone()
        with timezone.override(zone), translation.override(language):
            return self.get_response(request)
