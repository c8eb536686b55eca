"""To do and to read between sessions, and the library, in a client's own space."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.actions import report_exercise
from clients.models import Client
from portal.access import get_own_exercise
from portal.crisis import resources
from portal.forms.exercise import ReportForm
from portal.pages import exercise as pages
from portal.views.own import own_space


@require_safe
@own_space
def exercises(request: HttpRequest, client: Client) -> HttpResponse:
    page = pages.given_to(client)
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/exercises.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def exercise(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    given = get_own_exercise(client, code)
    form = ReportForm(request.POST or None, kind=given.kind)
    if form.is_valid():
        said = form.cleaned_data
        report_exercise(given, done=said["done"], reflection=said["words"], helpful=said["helpful"])
        return redirect(f"{request.path}?kept#said")
    page = pages.one_exercise(given) | {"form": form, "kept": "kept" in request.GET}
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/exercise.html", page, status=422 if form.errors else 200)


@require_safe
@own_space
def library(request: HttpRequest, client: Client) -> HttpResponse:
    page = pages.library_for(client)
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/library.html", page)


@require_safe
@own_space
def library_text(request: HttpRequest, client: Client, slug: str) -> HttpResponse:
    text = pages.library_text_for(client, slug)
    if text is None:
        raise Http404
    page = {"text": text, "resources": resources(client.clinic.crisis_resources)}
    return render(request, "portal/space/library_text.html", page)
