"""Who opened a client's record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from portal.access import leave_trace
from portal.crisis import resources
from portal.pages import opened as pages
from portal.views.own import own_space


@require_safe
@own_space
def opened(request: HttpRequest, client: Client) -> HttpResponse:
    leave_trace(client, "opened")
    page = pages.opened(client, request.GET.get("month", ""))
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/opened.html", page)
