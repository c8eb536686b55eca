"""What keeps a device that was handed over to its check-in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.access import BEGUN, is_handed_over, is_open, link_in_session

Next = Callable[[HttpRequest], HttpResponse]


class HandedOver:
    """Leads from every page of the work, and from signing in, back to the check-in in the room.

    The device is the client's until they give it back, and whoever signed in over an open check-in
    would find its answers behind it. No query but where a check-in was begun in this browser.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as always; the view is looked at once it is found."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect while the check-in is open; None for the client's own pages and all others."""
        is_work = getattr(view, "login_required", True) or request.path == reverse("account_login")
        if not is_work or BEGUN not in request.session or request.user.is_authenticated:
            return None
        link = link_in_session(request)
        if link is None or not is_handed_over(link) or not is_open(link):
            return None
        return redirect("check_in")
