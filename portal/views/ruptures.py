"""What the two are working on, and what comes back, as far as it was opened to the client."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alliance.actions import take_client_word
from alliance.actions.resolution import NotOpened
from alliance.models import RelationalPattern
from alliance.vocabulary import ToldBy
from clients.models import Client
from portal.access import get_opened_rupture
from portal.crisis import resources
from portal.forms.space import WordForm
from portal.pages import rupture as pages
from portal.views.own import own_space


@require_safe
@own_space
def ruptures(request: HttpRequest, client: Client) -> HttpResponse:
    page = {
        "ruptures": pages.opened_to(client),
        "patterns": list(RelationalPattern.objects.shared_with(client)),
        "resources": resources(client.clinic.crisis_resources),
    }
    return render(request, "portal/space/ruptures.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def rupture(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    rupture = get_opened_rupture(client, code)
    form = WordForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            take_client_word(rupture, said["feels"], told=ToldBy.SPACE, words=said["words"])
        except NotOpened:  # covered in this very moment
            return redirect("space_ruptures")
        return redirect("space_rupture", code=code)
    page = pages.one(rupture) | {"form": form}
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/rupture.html", page, status=422 if form.errors else 200)
