"""A client's own space: what is next, what waits for them, what they said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from alliance.actions import begin_check_in
from alliance.actions.check_in import LinkClosed
from clients.models import Client
from portal.access import open_link_of, remember_begun
from portal.crisis import resources
from portal.pages import space as pages
from portal.views.own import own_space


@require_safe
@own_space
def home(request: HttpRequest, client: Client) -> HttpResponse:
    page = pages.home(client) | {"resources": resources(client.clinic.crisis_resources)}
    return render(request, "portal/space/home.html", page)


@require_POST
@own_space
def answer_check_in(request: HttpRequest, client: Client) -> HttpResponse:
    """Go to the check-in that waits, without its mail."""
    link = open_link_of(client)
    if link is None:
        return redirect("space")
    try:
        begin_check_in(link)
    except LinkClosed:
        return redirect("space")
    remember_begun(request, link)
    return redirect("check_in")
