"""Releasing a signed note to a client, or withholding it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance import pages
from alliance.forms import ReleaseForm
from alliance.views.sign import names
from clients.models import Client
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile
from sessions.access import get_signed_note
from sessions.actions import decide_release
from sessions.models import Participation, Session
from sessions.record import signed_record


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def release_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_signed_note(request, code)
    if request.method != "POST":
        return _page(request, found, parts)
    client = _whose(parts, request.POST.get("client", ""))
    form = ReleaseForm(request.POST, auto_id=_ids(client))
    if not form.is_valid():
        return _page(request, found, parts, refused=(client, form))
    try:
        decide_release(found.note, client, by=request.membership, **form.cleaned_data)
    except ChangedMeanwhile:
        messages.error(request, _("Somebody decided meanwhile. Here is how it stands now."))
    else:
        messages.success(request, _("Recorded."))
    return redirect("release_note", code=code)


def _whose(parts: list[Participation], code: str) -> Client:
    found = [part.client for part in parts if str(part.client.code) == code]
    if not found:
        raise Http404
    return found[0]


def _ids(client: Client) -> str:
    """Ids of fields that do not meet where two people's forms stand on one page."""
    return f"{client.code}-%s"


def _page(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    refused: tuple[Client, ReleaseForm] | None = None,
) -> HttpResponseBase:
    clients = [part.client for part in parts]
    record = signed_record(session.note, clients)
    forms = {client.pk: ReleaseForm(auto_id=_ids(client)) for client in clients}
    if refused:
        forms[refused[0].pk] = refused[1]
    states = pages.release_states(record, clients)
    context = {
        "session": session,
        "names": names(parts),
        "record": record,
        "decisions": [(state, forms[state.client.pk]) for state in states],
    }
    return render(request, "alliance/release_note.html", context, status=422 if refused else 200)
