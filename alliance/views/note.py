"""Saving, signing and adding to a note."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import actions, pages
from alliance.forms import AddendumForm, NoteForm, RatingForm
from alliance.models.rating import Perspective
from alliance.views.session import person_forms, rating_forms
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile, at_version
from sessions.access import get_own_session, leave_trace
from sessions.actions import SignedAlready, Unfinished
from sessions.actions import add_addendum as write_addendum
from sessions.actions import save_note as write_note
from sessions.actions import sign_note as lock_note
from sessions.desk import Desk, format_of
from sessions.formats import NoteFormat
from sessions.models import Note, Participation, Session
from sessions.reading import note_in_words


@require_POST
@therapists_only
def save_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    desk = Desk(request.membership, note)
    format = _posted_format(request, desk)
    if (note and note.is_signed) or not found.has_begun or format is None:
        return _refused(request, found)
    form = NoteForm(request.POST, note=note, format=format, desk=desk)
    people = person_forms(parts, request.POST, note)
    ratings = rating_forms(found, parts, request.POST)
    valid = [each.is_valid() for each in (form, *people, *ratings)]  # each, for its errors
    if _only_switches(request, note, [form, *people, *ratings]):
        return _to_format(request, found, form)
    forms = {"note_form": form, "person_forms": people, "rating_forms": ratings}
    if all(valid):
        try:
            written = _save(found, parts, request, form.content(people, note), form, ratings)
        except (ChangedMeanwhile, SignedAlready):
            return _changed_meanwhile(request, found, parts, forms)
        return _saved(request, found, written, ratings, form)
    if request.htmx:
        return render(request, "alliance/_saved.html", {"refused": True}, status=422)
    return _again(request, found, parts, forms, 422)


def _posted_format(request: SignedInRequest, desk: Desk) -> NoteFormat | None:
    """The format that stood on the page, in the version that stood there."""
    key, version = request.POST.get("format", ""), request.POST.get("format_version", "")
    try:
        return desk.format(key, int(version)) if version.isdecimal() else desk.newest(key)
    except KeyError:
        return None


def _only_switches(request: SignedInRequest, note: Note | None, forms: Sequence[Form]) -> bool:
    """Whether another format is asked for before a word was written: nothing is stored for that."""
    asked = request.POST.get("then") in ("format", "newest") and note is None
    return asked and not any(each.has_changed() for each in forms)


def _to_format(request: SignedInRequest, session: Session, form: NoteForm) -> HttpResponseBase:
    """The page in the format that was chosen, or in the newest version of this one."""
    newest = request.POST.get("then") == "newest"
    key = form.note_format.key if newest else request.POST.get("new_format", "")
    query = {"format": key}
    return redirect(reverse("session", args=[session.code], query=query, fragment="note"))


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
    request: SignedInRequest,
    session: Session,
    note: Note,
    ratings: list[RatingForm],
    form: NoteForm,
) -> HttpResponseBase:
    if request.htmx:
        versions = [("version", note.version)]
        versions += [
            (form["version"].html_name, form.rating.version) for form in ratings if form.rating
        ]
        return render(request, "alliance/_saved.html", {"note": note, "versions": versions})
    then = request.POST.get("then", "")
    code = session.code
    if then in ("format", "newest"):
        return _to_format(request, session, form)
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
    context["unwritten"] = [] if note.is_signed else format_of(note).unwritten(note.content)
    return render(request, "alliance/sign_note.html", context)


def _sign(request: SignedInRequest, note: Note) -> HttpResponseBase:
    version = request.POST.get("version", "")
    try:
        lock_note(note, by=request.membership, version=int(version) if version.isdigit() else 0)
    except SignedAlready:
        messages.error(request, _("This note was signed already."))
    except Unfinished:
        messages.error(request, _("Not signed: something that is needed is still empty."))
        return redirect("sign_note", code=note.session.code)
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
