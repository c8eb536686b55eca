"""Saving, signing and adding to a note."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import actions, pages
from alliance.forms import AddendumForm, NoteForm, RatingForm
from alliance.models.rating import Perspective
from alliance.views.session import person_forms, rating_forms
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile, at_version
from sessions.access import get_own_session, leave_trace
from sessions.actions import SignedAlready
from sessions.actions import add_addendum as write_addendum
from sessions.actions import save_note as write_note
from sessions.actions import sign_note as lock_note
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
    people = person_forms(parts, request.POST, note)
    ratings = rating_forms(found, parts, request.POST)
    valid = [each.is_valid() for each in (form, *people, *ratings)]  # each, for its errors
    forms = {"note_form": form, "person_forms": people, "rating_forms": ratings}
    if all(valid):
        try:
            written = _save(found, parts, request, form.content(people, note), form, ratings)
        except (ChangedMeanwhile, SignedAlready):
            return _changed_meanwhile(request, found, parts, forms)
        return _saved(request, found, written, ratings)
    if request.htmx:
        return render(request, "alliance/_saved.html", {"refused": True}, status=422)
    return _again(request, found, parts, forms, 422)


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
    content: dict[str, Any],
    form: NoteForm,
    ratings: list[RatingForm],
) -> Note:
    """Note and ratings together: of one press of a button, everything is kept or nothing."""
    note = write_note(
        session,
        by=request.membership,
        content=content,
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
    forms: dict[str, Any],
) -> HttpResponseBase:
    """The loser keeps their text, sees what was saved meanwhile, and may save over it."""
    if request.htmx:
        return render(request, "alliance/_saved.html", {"conflict": True}, status=409)
    stored = Note.objects.select_related("author__user").get(session=session)
    forms["note_form"].data = at_version(request.POST, stored.version)
    words = note_in_words(stored, [part.client for part in parts])
    context = forms | {"stored": stored, "stored_words": words}
    return _again(request, session, parts, context, 409)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def sign_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    if note is None:
        raise Http404
    if request.method == "POST":
        return _sign(request, note)
    people = [part.client for part in parts]
    names = " & ".join(person.short_name for person in people)
    words = note_in_words(note, people)
    context = {"session": found, "note": note, "words": words, "names": names}
    return render(request, "alliance/sign_note.html", context)


def _sign(request: SignedInRequest, note: Note) -> HttpResponseBase:
    version = request.POST.get("version", "")
    try:
        lock_note(note, by=request.membership, version=int(version) if version.isdigit() else 0)
    except SignedAlready:
        messages.error(request, _("This note was signed already."))
    except ChangedMeanwhile:
        messages.error(request, _("The text changed meanwhile. Read it again before you sign."))
        return redirect("sign_note", code=note.session.code)
    else:
        messages.success(request, _("Signed. What comes later goes into an addendum."))
    return redirect("session", code=note.session.code)


@require_POST
@therapists_only
def add_addendum(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    if note is None or not note.is_signed:
        raise Http404
    form = AddendumForm(request.POST)
    if form.is_valid():
        write_addendum(note, by=request.membership, words=form.cleaned_data["words"])
        messages.success(request, _("The addendum stands."))
        return redirect("session", code=code)
    addenda = note.addenda.select_related("written_by__user")
    words = note_in_words(note, [part.client for part in parts])
    forms = {"words": words, "addenda": addenda, "addendum_form": form}
    return _again(request, found, parts, forms, 422)
