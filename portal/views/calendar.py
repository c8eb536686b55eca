"""Appointments in the client's own calendar."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.models import Client
from portal.access import get_calendar
from portal.actions import make_calendar, take_calendar_away
from portal.calendar import appointments
from portal.crisis import resources
from portal.pages import calendar as pages
from portal.views.own import own_space

_NEW = "space_calendar_token"


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def calendar(request: HttpRequest, client: Client) -> HttpResponse:
    """The address is made by POST, and shown once on the page that follows."""
    if request.method == "POST":
        request.session[_NEW] = make_calendar(client)
        return redirect("space_calendar")
    page = pages.calendar(client) | {"resources": resources(client.clinic.crisis_resources)}
    if token := request.session.pop(_NEW, None):
        page |= pages.addresses(token)
    return render(request, "portal/space/calendar.html", page)


@require_POST
@own_space
def take_away(request: HttpRequest, client: Client) -> HttpResponse:
    take_calendar_away(client)
    return redirect("space_calendar")


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program fetches, by its secret alone; unchanged, it is not sent again."""
    client = get_calendar(token).client
    with translation.override(client.language):
        file = appointments(pages.shown(client))
    etag = f'"{sha256(file).hexdigest()}"'
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer or response
