"""What scores and people said of one client's sessions, over time."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance import pages
from clients.access import get_client
from practice.access import SignedInRequest, clinicians_only


@require_safe
@clinicians_only
def client_cells(request: SignedInRequest, code: UUID) -> HttpResponse:
    found = get_client(request, code)
    shown = pages.client_cells(found, request.membership)
    return render(request, "alliance/client_cells.html", shown | {"client": found})
