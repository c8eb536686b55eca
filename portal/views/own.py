"""The gate of a client's own space."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from clients.models import Client
from portal.language import keep_choice, spoken_language
from portal.space import client_in_space
from portal.views.gate import View


def at_the_door(view: View) -> View:
    """Call `view(request, client)`; `client` is who came in already, or None. For signing in."""

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        client = client_in_space(request)
        language = spoken_language(request, client.language if client else None)
        zone = client.clinic.zone if client else timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            response = view(request, client, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        keep_choice(request, response)
        return response

    return page


def own_space(view: View) -> View:
    """Call `view(request, client)` for a client who came in; ask everybody else to sign in.

    What somebody typed while their space closed is given back.
    """

    @at_the_door
    @wraps(view)
    def page(request: HttpRequest, client: Client | None, **kwargs: Any) -> HttpResponse:
        if client is not None:
            return view(request, client, **kwargs)
        if request.method == "POST" and (words := request.POST.get("words", "").strip()):
            return render(request, "portal/space/ended.html", {"words": [words]}, status=403)
        return redirect("space_sign_in")

    return page


def limited(action: str) -> Callable[[View], View]:
    """Let one client do this so often in an hour as the settings say, and then ask for patience.

    Only after `own_space`: it counts for the client whose space it is, whatever device they use.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, client: Client, **kwargs: Any) -> HttpResponse:
            if ratelimit.consume(request, action=action, key=str(client.code)):
                return view(request, client, **kwargs)
            return render(request, "portal/space/often.html", status=429)

        return page

    return decorate
