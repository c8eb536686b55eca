"""How somebody would like therapy to be, in their own space."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.actions import say_preference
from clients.models import Client
from portal.crisis import resources
from portal.forms.preference import PreferenceForm
from portal.pages import exercise as pages
from portal.views.own import own_space


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def preferences(request: HttpRequest, client: Client) -> HttpResponse:
    said = pages.preferences_of(client)
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, latest=said[0] if said else None)
    if form.is_valid():
        say_preference(client, **form.cleaned_data)
        return redirect(f"{request.path}?kept")
    page = {"form": form, "kept": "kept" in request.GET}
    page["earlier"] = [pages.in_words(each) for each in said]
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(
        request, "portal/space/preferences.html", page, status=422 if form.errors else 200
    )
