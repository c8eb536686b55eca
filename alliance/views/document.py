"""What can be printed: a signed note, and a client's whole record for a transfer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alliance import actions
from alliance.access import get_own_client, get_signed_note
from alliance.document import Document, Wanted, as_pdf, note_document, record_document
from alliance.document.record import never_held
from alliance.forms import RecordForm
from alliance.pages import answers_as_bundle
from alliance.views.fhir import fhir_file
from clients.models import Client
from practice.access import SignedInRequest, clinicians_only, therapists_only


@require_safe
@clinicians_only
def note_pdf(request: SignedInRequest, code: UUID) -> HttpResponse:
    note, parts = get_signed_note(request, code)
    return _to_take_away(note_document(note, parts, request.membership), "note")


@require_safe
@therapists_only
def client_record(request: SignedInRequest, code: UUID) -> HttpResponse:
    return _show(request, get_own_client(request, code), RecordForm())


@require_POST
@therapists_only
def record_pdf(request: SignedInRequest, code: UUID) -> HttpResponse:
    client = get_own_client(request, code)
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _show(request, client, form, status=422)
    wanted = Wanted(**form.cleaned_data)
    actions.export_record(client, by=request.membership, **form.cleaned_data)
    return _to_take_away(record_document(client, wanted, request.membership), "record")


@require_POST
@therapists_only
def answers_fhir(request: SignedInRequest, code: UUID) -> HttpResponse:
    client = get_own_client(request, code)
    actions.export_answers(client, by=request.membership)
    name = f"answers-{timezone.localdate().isoformat()}.json"
    return fhir_file(answers_as_bundle(client), name)


def _show(
    request: SignedInRequest, client: Client, form: RecordForm, status: int = 200
) -> HttpResponse:
    page = {
        "client": client,
        "form": form,
        "never": never_held(),
        "has_met": client.participations.exists(),
    }
    return render(request, "alliance/client_record.html", page, status=status)


def _to_take_away(document: Document, kind: str) -> HttpResponse:
    """A file that is named for a day, never for a person; it may not be kept by any cache."""
    response = HttpResponse(as_pdf(document), content_type="application/pdf")
    name = f"{kind}-{document.on.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
