"""Notes that were released to a client: to read, and to take along."""

from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance.document import as_pdf, released_document
from clients.models import Client
from portal.access import get_released_note, leave_trace
from portal.crisis import resources
from portal.pages import note as pages
from portal.views.own import own_space
from practice import audit


@require_safe
@own_space
def notes(request: HttpRequest, client: Client) -> HttpResponse:
    leave_trace(client, "notes")
    page = {
        "notes": pages.released_notes(client),
        "resources": resources(client.clinic.crisis_resources),
    }
    return render(request, "portal/space/notes.html", page)


@require_safe
@own_space
def note(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    page = pages.one(get_released_note(client, code), client)
    page["resources"] = resources(client.clinic.crisis_resources)
    return render(request, "portal/space/note.html", page)


@require_safe
@own_space
def note_pdf(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    """A file that is named for a day, never for a person."""
    found = get_released_note(client, code)
    if not ratelimit.consume(request, action="space_note_pdf", key=client.code.hex):
        return render(request, "portal/space/too_many_files.html", status=429)
    document = released_document(found, client)
    audit.record(audit.Kind.EXPORTED, found, by=None, client=client.code)
    response = HttpResponse(as_pdf(document), content_type="application/pdf")
    name = f"note-{document.on.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
