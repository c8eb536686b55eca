"""The session workspace, planning and attendance."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance import actions, pages
from alliance.forms import (
    AbsenceForm,
    AddendumForm,
    MoveForm,
    NoteForm,
    PersonForm,
    RatingForm,
    SessionForm,
)
from alliance.models import Rating
from alliance.models.rating import Perspective
from clients.access import get_client
from clients.models import Goal
from practice.access import SignedInRequest, clinicians_only, therapists_only
from sessions.access import get_own_session, get_session
from sessions.desk import Desk
from sessions.formats import NoteFormat
from sessions.kept import kept_key
from sessions.models import Note, Participation, Session


@require_safe
@clinicians_only
def session(request: SignedInRequest, code: UUID) -> HttpResponse:
    found, parts = get_session(request, code)
    shown = pages.workspace(found, parts, request.membership)
    if shown["is_mine"]:
        actions.mark_check_ins_read(shown["check_ins"], by=request.membership)
        shown["kept_key"] = kept_key(found, request.membership)
    forms = workspace_forms(shown, request.GET, Desk(request.membership, shown["note"]))
    return render(request, "alliance/session.html", shown | forms)


def workspace_forms(shown: dict[str, Any], wanted: QueryDict, desk: Desk) -> dict[str, Any]:
    """The forms of the page or its signed note, and the forms of who did not come.

    `wanted` may name a `format`, or ask for a note of a session that everybody missed.
    """
    missed = [brief.part for brief in shown["briefs"] if brief.part.was_missed]
    was_missed = len(missed) == len(shown["briefs"])
    forms = {
        "absence_forms": [AbsenceForm(part=part) for part in missed],
        "was_missed": was_missed,
    }
    if was_missed and shown["note"] is None and "note" not in wanted:
        return forms
    return forms | _note_forms(shown, wanted.get("format", ""), desk)


def _note_forms(shown: dict[str, Any], wanted: str, desk: Desk) -> dict[str, Any]:
    note = shown["note"]
    if note and note.is_signed:
        clients = [brief.client for brief in shown["briefs"]]
        signed = pages.signed_note(note, clients, desk.member)
        return signed | {"addendum_form": AddendumForm() if signed["may_amend"] else None}
    if not shown["is_mine"] or not shown["is_over"]:
        return {}
    format = desk.newest(wanted) or _usual_format(shown, desk)
    together = [brief.client for brief in shown["briefs"]]
    return {
        "note_form": NoteForm(note=note, format=format, desk=desk),
        "person_forms": [
            PersonForm(None, client=brief.client, goals=brief.goals, note=note, together=together)
            for brief in shown["briefs"]
        ],
        "rating_forms": [
            RatingForm(None, client=brief.client, rating=brief.own_rating)
            for brief in shown["briefs"]
        ],
    }


def rating_forms(
    session: Session, parts: list[Participation], data: QueryDict | None
) -> list[RatingForm]:
    """What was tapped about each client, beside what is stored."""
    mine = Rating.objects.filter(session=session, perspective=Perspective.THERAPIST)
    stored = {rating.client_id: rating for rating in mine}
    return [
        RatingForm(data, client=part.client, rating=stored.get(part.client_id)) for part in parts
    ]


def person_forms(
    parts: list[Participation], data: QueryDict | None, note: Note | None
) -> list[PersonForm]:
    """What was entered about each person. A query only where a goal is newly touched."""
    clients = [part.client for part in parts]
    sent = data or QueryDict()
    codes = {code for key in sent if key.endswith("-goals") for code in sent.getlist(key)}
    people = note.people.values() if note else []
    known = {goal["code"] for person in people for goal in person.get("goals", [])}
    goals = list(Goal.objects.filter(client__in=clients)) if codes - known else []
    return [
        PersonForm(
            data,
            client=client,
            goals=[goal for goal in goals if goal.client_id == client.pk],
            note=note,
            together=clients,
        )
        for client in clients
    ]


def _usual_format(shown: dict[str, Any], desk: Desk) -> NoteFormat:
    """The draft's own version, else what the clinic or the last note about these people says."""
    earlier = [brief.previous_note for brief in shown["briefs"] if brief.previous_note]
    return desk.written_in or desk.usual(earlier[0] if earlier else None)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def new_session(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    client = get_client(request, code)
    others, together = pages.others_in_care(client, request.membership)
    initial = {"on": request.GET.get("on"), "others": together}
    form = SessionForm(request.POST or None, others=others, initial=initial)
    if form.is_valid():
        book = partial(actions.book_session, [client, *form.together], by=request.membership)
        if planned := _booked(form, book):
            return _after_planning(request, planned.starts_at, code, planned.code)
    return render(request, "alliance/new_session.html", {"client": client, "form": form})


def _booked(form: SessionForm, book: Callable[..., Session]) -> Session | None:
    """Book what was entered; None where the form has to be looked at again."""
    entered = ("starts_at", "minutes", "setting", "knowing")
    try:
        return book(**{name: form.cleaned_data[name] for name in entered})
    except actions.MeetsAlready as met:
        form.meets_already(met.client)
    except actions.Overlaps as met:
        form.ask_about(met.parts, actions.naming(met.parts))
    return None


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
    rebook = partial(actions.rebook_session, found, by=request.membership)
    if form.is_valid() and _booked(form, rebook):
        messages.success(request, _("Saved."))
        return redirect("session", code=code)
    context = {"session": found, "parts": parts, "form": form}
    return render(request, "alliance/move_session.html", context)
