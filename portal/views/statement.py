"""What a client wants to stand beside their record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clients.actions import make_statement
from clients.models import Client
from portal.access import leave_trace
from portal.crisis import resources
from portal.forms.statement import StatementForm
from portal.pages import statement as pages
from portal.views.own import own_space


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def statements(request: HttpRequest, client: Client) -> HttpResponse:
    notes = pages.to_choose(client)
    form = StatementForm(request.POST or None, notes=notes, about=request.GET.get("note", ""))
    if form.is_valid():
        make_statement(client, words=form.cleaned_data["words"], note=form.about)
        return redirect(f"{reverse('space_statements')}#kept")
    leave_trace(client, "corrections")
    page = pages.statements(client, notes) | {"form": form}
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/statements.html", page, status=422 if form.errors else 200)
