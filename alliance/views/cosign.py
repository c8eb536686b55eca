"""Co-signing: reading and signing, giving back, asking again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import pages
from alliance.forms import ReturnForm
from alliance.views.sign import names
from practice.access import SignedInRequest, supervisors_only, therapists_only
from practice.step_up import recently_signed_in
from practice.versions import ChangedMeanwhile
from sessions import actions
from sessions.access import get_asked, get_signed_note
from sessions.models import CoSignature, Participation, Session


@require_http_methods(["GET", "HEAD", "POST"])
@supervisors_only
@recently_signed_in
def co_sign(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts, asked = get_asked(request, code)
    if request.method != "POST":
        return _to_read(request, found, parts, asked, ReturnForm())
    shown, clients = request.POST.get("shown", ""), [part.client for part in parts]
    try:
        actions.co_sign(asked, by=request.membership, shown=shown, clients=clients)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, code)
    messages.success(request, _("Co-signed. It covers exactly what you read."))
    return redirect("supervision")


@require_POST
@supervisors_only
def return_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts, asked = get_asked(request, code)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _to_read(request, found, parts, asked, form, status=422)
    words, clients = form.cleaned_data["return_words"], [part.client for part in parts]
    try:
        actions.return_note(asked, by=request.membership, words=words, clients=clients)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, code)
    messages.success(request, _("Given back. It stands on the therapist’s Today."))
    return redirect("supervision")


def _to_read(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    asked: CoSignature,
    form: ReturnForm,
    status: int = 200,
) -> HttpResponseBase:
    clients = [part.client for part in parts]
    shown = pages.to_co_sign(asked, session.note, clients, request.membership)
    context = {"session": session, "names": names(parts), "form": form}
    return render(request, "alliance/co_sign.html", shown | context, status=status)


def _changed_meanwhile(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    messages.error(
        request,
        _("Something changed since you opened this page. Read it as it stands now."),
    )
    return redirect("co_sign", code=code)


@require_POST
@therapists_only
def ask_co_signature(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Ask one of the therapist's own supervisors, for the first time or again."""
    found, _parts = get_signed_note(request, code)
    assigned = pages.supervisors_of(request.membership)
    wanted = [each for each in assigned if str(each.code) == request.POST.get("supervisor")]
    if not wanted:
        messages.error(request, _("Choose one of your supervisors."))
        return redirect("session", code=code)
    try:
        actions.ask_co_signature(found.note, of=wanted[0], by=request.membership)
    except actions.AskedAlready:
        messages.error(request, _("You asked already; the answer is still to come."))
    else:
        messages.success(request, _("Asked. It waits on your supervisor’s page."))
    return redirect("session", code=code)


@require_POST
@therapists_only
def withdraw_co_signature(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, _parts = get_signed_note(request, code)
    waiting = found.note.cosignatures.waiting().select_related("asked_of", "note")
    mine = waiting.filter(asked_by=request.membership)
    asked = next((each for each in mine if str(each.code) == request.POST.get("request")), None)
    try:
        if asked is None:
            raise ChangedMeanwhile
        actions.withdraw_co_signature(asked, by=request.membership)
    except ChangedMeanwhile:
        messages.error(request, _("It was answered or taken back meanwhile."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("session", code=code)
