"""What somebody is good at, in their own space."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions import name_strength, take_back_strength
from clients.models import Client
from portal.access import get_own_strength
from portal.crisis import resources
from portal.forms.strength import StrengthForm
from portal.pages import exercise as pages
from portal.views.own import own_space


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def strengths(request: HttpRequest, client: Client) -> HttpResponse:
    form = StrengthForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name_strength(client, form.cleaned_data["words"])
        return redirect("space_strengths")
    page = pages.strengths_for(client) | {"form": form}
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/strengths.html", page, status=422 if form.errors else 200)


@require_POST
@own_space
def take_back(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    take_back_strength(get_own_strength(client, code))
    return redirect("space_strengths")
