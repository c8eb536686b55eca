"""The session workspace, planning and attendance."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance import actions, pages
from alliance.forms import AddendumForm, AttendanceForm, MoveForm, NoteForm, RatingForm, SessionForm
from alliance.models import Rating
from alliance.models.rating import Perspective
from clients.access import get_client
from practice.access import SignedInRequest, clinicians_only, therapists_only
from sessions.access import get_own_session, get_session, is_signed
from sessions.formats import DEFAULT, all_formats
from sessions.models import Participation, Session


@require_safe
@clinicians_only
def session(request: SignedInRequest, code: UUID) -> HttpResponse:
    found, parts = get_session(request, code)
    shown = pages.workspace(found, parts, request.membership)
    if shown["is_mine"]:
        actions.mark_check_ins_read(shown["check_ins"], by=request.membership)
    if is_signed(found):
        clients = [part.client for part in parts]
        signed = pages.signed_note(found.note, clients, request.membership)
        forms = {"addendum_form": AddendumForm() if signed["may_amend"] else None}
        return render(request, "alliance/session.html", shown | signed | forms)
    wanted = request.GET.get("format", "")
    return render(request, "alliance/session.html", shown | workspace_forms(shown, wanted))


def workspace_forms(shown: dict[str, Any], wanted: str) -> dict[str, Any]:
    """The forms of the page while the note can be written."""
    note = shown["note"]
    if not shown["is_mine"] or not shown["is_over"]:
        return {}
    format = wanted if wanted in all_formats() else _usual_format(shown)
    return {
        "note_form": NoteForm(note=note, format=format),
        "rating_forms": [
            RatingForm(None, client=brief.client, rating=brief.own_rating)
            for brief in shown["briefs"]
        ],
    }


def rating_forms(session: Session, parts: list[Participation], data: QueryDict) -> list[RatingForm]:
    """What was tapped about each client, beside what is stored."""
    mine = Rating.objects.filter(session=session, perspective=Perspective.THERAPIST)
    stored = {rating.client_id: rating for rating in mine}
    return [
        RatingForm(data, client=part.client, rating=stored.get(part.client_id)) for part in parts
    ]


def _usual_format(shown: dict[str, Any]) -> str:
    """The draft's format, else that of the last note about these people."""
    earlier = [brief.previous_note for brief in shown["briefs"] if brief.previous_note]
    latest = shown["note"] or (earlier[0] if earlier else None)
    return latest.format if latest else DEFAULT


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def new_session(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    client = get_client(request, code)
    form = SessionForm(request.POST or None, initial={"on": request.GET.get("on")})
    if form.is_valid():
        entered = form.cleaned_data
        planned = actions.plan_session(
            [client],
            by=request.membership,
            starts_at=entered["starts_at"],
            minutes=entered["minutes"],
            setting=entered["setting"],
        )
        return _after_planning(request, planned.starts_at, code, planned.code)
    return render(request, "alliance/new_session.html", {"client": client, "form": form})


def _after_planning(
    request: HttpRequest, starts_at: Any, client: UUID, session: UUID
) -> HttpResponseBase:
    if starts_at <= timezone.now():
        messages.success(request, _("The session is logged. Write its note while it is fresh."))
        return redirect("session", code=session)
    messages.success(request, _("The session is planned."))
    return redirect("client", code=client)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def move_session(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    if hasattr(found, "note"):
        raise Http404
    form = MoveForm(request.POST or None, session=found)
    if form.is_valid() and form.cleaned_data["was"] != found.starts_at:
        form.add_error(None, _("Somebody moved this session meanwhile. Look again, then save."))
    if form.is_valid():
        entered = form.cleaned_data
        actions.move_session(
            found,
            by=request.membership,
            starts_at=entered["starts_at"],
            minutes=entered["minutes"],
            setting=entered["setting"],
        )
        messages.success(request, _("Saved."))
        return redirect("session", code=code)
    context = {"session": found, "parts": parts, "form": form}
    return render(request, "alliance/move_session.html", context)


@require_POST
@therapists_only
def attendance(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    form = AttendanceForm(request.POST)
    part = _part(parts, request.POST.get("part", ""))
    if form.is_valid() and part:
        actions.miss_session(part, form.cleaned_data["attendance"], by=request.membership)
        messages.success(request, _("Recorded."))
    else:
        messages.error(request, _("Choose what happened."))
    return redirect("session", code=found.code)


@require_POST
@therapists_only
def send_check_in(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    part = _part(parts, request.POST.get("part", ""))
    check_in = getattr(part, "check_in", None) if part else None
    if check_in is None or check_in.is_submitted or found.starts_at <= timezone.now():
        raise Http404
    if check_in.sent_at is None:
        actions.send_check_in_now(check_in, by=request.membership)
        messages.success(request, _("The check-in is on its way."))
    else:
        actions.renew_link(check_in, by=request.membership)
        messages.success(request, _("A new link is on its way; the old one no longer works."))
    return redirect("session", code=code)


def _part(parts: list[Participation], code: str) -> Participation | None:
    return next((part for part in parts if str(part.code) == code), None)
