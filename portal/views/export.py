"""A client's own copy of their record: what it holds, and the files."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alliance.document import as_pdf
from alliance.views.fhir import fhir_file
from clients.models import Client
from portal import export
from portal.actions import take_answers, take_record
from portal.crisis import resources
from portal.export.document import own_document
from portal.pages.export import held
from portal.views.own import limited, own_space


@require_safe
@own_space
def data(request: HttpRequest, client: Client) -> HttpResponse:
    page = held(client) | {"resources": resources(client.clinic.crisis_resources)}
    return render(request, "portal/space/export.html", page)


@require_POST
@own_space
@limited("space_export")
def record_json(request: HttpRequest, client: Client) -> HttpResponse:
    record = take_record(client, kind="json")
    return _to_take_away(export.as_json(record), "application/json", "json")


@require_POST
@own_space
@limited("space_export")
def record_pdf(request: HttpRequest, client: Client) -> HttpResponse:
    record = take_record(client, kind="pdf")
    return _to_take_away(as_pdf(own_document(client, record)), "application/pdf", "pdf")


@require_POST
@own_space
@limited("space_export")
def answers_fhir(request: HttpRequest, client: Client) -> HttpResponse:
    name = f"my-answers-{timezone.localdate().isoformat()}.json"
    return fhir_file(take_answers(client), name)


@require_safe
@login_not_required
def record_schema(request: HttpRequest) -> HttpResponse:
    """Open to everybody: it says what a copy looks like, and nothing of anybody."""
    return HttpResponse(export.schema(), content_type="application/schema+json")


def _to_take_away(file: bytes, content_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(file, content_type=content_type)
    name = export.file_name(timezone.localdate(), ending)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
