"""Saving a note. Signing and what follows is in `sign`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance import actions, pages
from alliance.forms import NoteForm, RatingForm
from alliance.models.rating import Perspective
from alliance.views.session import rating_forms
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile, at_version
from sessions.access import get_own_session, leave_trace
from sessions.actions import SignedAlready
from sessions.actions import save_note as write_note
from sessions.formats import all_formats
from sessions.models import Note, Participation, Session
from sessions.reading import note_in_words


@require_POST
@therapists_only
def save_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    wanted = request.POST.get("format", "")
    if (note and note.is_signed) or not found.has_begun or wanted not in all_formats():
        return _refused(request, found)
    form = NoteForm(request.POST, note=note, format=wanted)
    ratings = rating_forms(found, parts, request.POST)
    valid = [each.is_valid() for each in (form, *ratings)]  # each, for its errors
    if all(valid):
        try:
            note = _save(found, parts, request, form, ratings)
        except (ChangedMeanwhile, SignedAlready):
            return _changed_meanwhile(request, found, parts, form, ratings)
        return _saved(request, found, note, ratings)
    if request.htmx:
        return render(request, "alliance/_saved.html", {"refused": True}, status=422)
    return _again(request, found, parts, {"note_form": form, "rating_forms": ratings}, 422)


def _again(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    forms: dict[str, Any],
    status: int,
) -> HttpResponseBase:
    """The whole page once more, with what was typed."""
    leave_trace(request, session, parts)
    shown = pages.workspace(session, parts, request.membership)
    return render(request, "alliance/session.html", shown | forms, status=status)


@transaction.atomic
def _save(
    session: Session,
    parts: list[Participation],
    request: SignedInRequest,
    form: NoteForm,
    ratings: list[RatingForm],
) -> Note:
    """Note and ratings together: of one press of a button, everything is kept or nothing."""
    note = write_note(
        session,
        by=request.membership,
        content=form.content,
        format=form.note_format.key,
        format_version=form.note_format.version,
        version=form.cleaned_data["version"],
        clients=[part.client for part in parts],
    )
    for rating in ratings:
        if rating.is_news:
            rating.rating = actions.rate_session(
                session,
                rating.client,
                Perspective.THERAPIST,
                rating.answers,
                by=request.membership,
                feeling=rating.feeling,
                version=rating.cleaned_data["version"],
            )
    return note


def _saved(
    request: SignedInRequest, session: Session, note: Note, ratings: list[RatingForm]
) -> HttpResponseBase:
    if request.htmx:
        versions = [("version", note.version)]
        versions += [
            (form["version"].html_name, form.rating.version) for form in ratings if form.rating
        ]
        return render(request, "alliance/_saved.html", {"note": note, "versions": versions})
    then = request.POST.get("then", "")
    code = session.code
    if then == "sign":
        return redirect("sign_note", code=code)
    if then == "rupture":
        return redirect("new_rupture", code=code)
    messages.success(request, _("Draft saved."))
    return redirect("session", code=code)


def _refused(request: SignedInRequest, session: Session) -> HttpResponseBase:
    note = getattr(session, "note", None)
    if note and note.is_signed:
        messages.error(request, _("This note is signed. What is new goes into an addendum."))
    return redirect("session", code=session.code)


def _changed_meanwhile(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    form: NoteForm,
    ratings: list[RatingForm],
) -> HttpResponseBase:
    """The loser keeps their text, sees what was saved meanwhile, and may save over it."""
    if request.htmx:
        return render(request, "alliance/_saved.html", {"conflict": True}, status=409)
    stored = Note.objects.select_related("author__user").get(session=session)
    form.data = at_version(request.POST, stored.version)
    context = {
        "note_form": form,
        "rating_forms": ratings,
        "stored": stored,
        "stored_words": note_in_words(stored),
    }
    return _again(request, session, parts, context, 409)
