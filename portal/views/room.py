"""Answering in the room: the therapist's device, handed over for one check-in and no more."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.actions import give_back, hand_over
from alliance.actions.check_in import LinkClosed
from alliance.models import CheckInLink
from portal.access import get_unanswered, is_handed_over, is_open, leave, remember_begun
from portal.crisis import resources
from portal.safety import endorsed
from portal.views.closed import lost
from portal.views.gate import client_page, open_check_in
from practice.access import SignedInRequest, therapists_only


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def room(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Say what will happen; then end the work here and begin the client's check-in."""
    part = get_unanswered(request, code)
    if request.method != "POST":
        begun = getattr(getattr(part, "check_in", None), "begun_at", None)
        return render(request, "portal/room.html", {"part": part, "begun": begun})
    try:
        link = hand_over(part, by=request.membership)
    except LinkClosed:
        return redirect("session", code=code)
    response = redirect("check_in_room")
    leave(request, response)
    rotate_token(request)
    remember_begun(request, link)
    return response


@require_safe
@open_check_in
def handed_over(request: HttpRequest, link: CheckInLink) -> HttpResponse:
    """Before the first question: who reads it, and that the therapist's work is closed here."""
    if not is_handed_over(link):
        return redirect("check_in")
    therapist = link.check_in.participation.session.therapist.name
    page = {
        "therapist": therapist,
        "resources": resources(link.clinic.crisis_resources),
        "endorsed": endorsed(link.check_in),
    }
    return render(request, "portal/handed_over.html", page)


@require_POST
@client_page
def returned(request: HttpRequest, link: CheckInLink | None) -> HttpResponse:
    """The device goes back: nothing of the check-in stays in it, and work begins at sign-in."""
    if link is None or not is_handed_over(link):
        return lost(request)
    if is_open(link):
        give_back(link)
    response = redirect("account_login")
    leave(request, response)
    return response
