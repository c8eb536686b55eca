"""Something felt off: saying it, seeing what became of it, taking it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.actions.concern import say_concern, withdraw_concern
from alliance.others import others_for
from clients.models import Client
from portal.access import get_own_concern
from portal.crisis import resources
from portal.forms.space import OffForm
from portal.pages import concern as pages
from portal.views.own import own_space


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def off(request: HttpRequest, client: Client) -> HttpResponse:
    others = others_for(client)
    form = OffForm(request.POST or None, anybody_else=bool(others))
    if form.is_valid():
        concern = say_concern(client, **form.cleaned_data)
        return redirect("space_concern", code=concern.code)
    page = pages.before(client) | {"form": form, "others": others}
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/off.html", page, status=422 if form.errors else 200)


@require_safe
@own_space
def said(request: HttpRequest, client: Client) -> HttpResponse:
    page = {
        "said": pages.said_by(client),
        "resources": resources(client.clinic.crisis_resources),
    }
    return render(request, "portal/space/said.html", page)


@require_safe
@own_space
def concern(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    page = pages.one(get_own_concern(client, code))
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/concern.html", page)


@require_POST
@own_space
def take_back(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    withdraw_concern(get_own_concern(client, code))
    return redirect("space_concern", code=code)
