"""The gate of the client's pages: which link, in which language and time zone, open or not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from alliance.access import find_link
from portal.access import is_open, link_in_session
from portal.language import keep_choice, spoken_language
from portal.views.closed import closed, lost

View = Callable[..., HttpResponse]


def client_page(view: View) -> View:
    """Call `view(request, link)` in the client's language and the clinic's time zone.

    The link is that of the token in the address, or else the one this browser began with; None
    when there is none. Nobody needs to sign in, and no search engine keeps what it sees.
    """

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, token: str = "", **kwargs: Any) -> HttpResponse:
        link = find_link(token) if token else link_in_session(request)
        language = spoken_language(request, link.check_in.client.language if link else None)
        zone = link.clinic.zone if link else timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            response = view(request, link, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        keep_choice(request, response)
        return response

    return page


def open_check_in(view: View) -> View:
    """Call `view` with a link through which answers can be given; else say why that is over."""

    @client_page
    @wraps(view)
    def page(request: HttpRequest, link: Any, **kwargs: Any) -> HttpResponse:
        # A page left open in another tab belongs to the link it was made for: on a shared phone,
        # one person's words must not end up in another's check-in.
        if link is None or request.POST.get("for", str(link.code)) != str(link.code):
            return lost(request, kwargs.get("step", ""))
        if not is_open(link):
            tried = request.method == "POST"
            return closed(request, link, tried=tried, step=kwargs.get("step", ""))
        return view(request, link, **kwargs)

    return page
