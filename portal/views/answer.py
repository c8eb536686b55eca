"""A client's own answers over time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from portal.access import leave_trace
from portal.crisis import resources
from portal.pages import answer as pages
from portal.views.own import own_space


@require_safe
@own_space
def answers(request: HttpRequest, client: Client) -> HttpResponse:
    leave_trace(client, "answers")
    page = pages.answers(client, request.GET.get("page", "1"))
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/answers.html", page)
