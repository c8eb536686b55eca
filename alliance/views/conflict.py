"""A save that came too late: the writer keeps their text and sees what stands there now."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliance import pages
from alliance.forms import AddendumForm, RatingForm
from alliance.views.writing import Writing, posted_format
from practice.access import SignedInRequest
from sessions.access import leave_trace
from sessions.desk import Desk, format_of
from sessions.kept import kept_key
from sessions.models import Note, Participation, Session

# Fields of a form that are no words of anybody.
_FRAME = {"csrfmiddlewaretoken", "then", "new_format"}


def again(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    forms: dict[str, Any],
    status: int,
) -> HttpResponseBase:
    """The whole page once more, with what was typed."""
    leave_trace(request, session, parts)
    shown = pages.workspace(session, parts, request.membership)
    shown["kept_key"] = kept_key(session, request.membership)
    if shown["note"] and shown["note"].is_signed:
        clients = [part.client for part in parts]
        shown |= pages.signed_note(shown["note"], clients, request.membership)
    return render(request, "alliance/session.html", shown | forms, status=status)


def as_chosen(writing: Writing) -> Writing:
    """What was sent from the page of both texts, with its choices carried out.

    Where the note has changed once more since that page, they are not: nobody has chosen the text
    that stands there now.
    """
    note, data = writing.note, writing.data
    if data is None or not any(name.startswith(pages.CHOICE) for name in data):
        return writing
    if note is None or data.get("version") != str(note.version):
        return writing
    return writing.over(note, pages.resolved(data, writing.over(note, None).all))


def stored_already(writing: Writing) -> Note | None:
    """The note, where it holds exactly what was sent: the answer to an earlier try was lost."""
    note = Note.objects.get(session=writing.session)
    sent = (writing.content, writing.format.key)
    same = sent == (note.content, note.format) and not any(each.is_news for each in writing.ratings)
    return note if same else None


def changed_meanwhile(request: SignedInRequest, writing: Writing) -> HttpResponseBase:
    """The later save is told, and whether it was one's own that came first."""
    if request.htmx:
        stored = writing.note or Note.objects.get(session=writing.session)
        told = {"conflict": True, "own": _is_own(stored, request)}
        return render(request, "alliance/_saved.html", told, status=409)
    return both_texts(request, writing, status=409)


def both_texts(request: SignedInRequest, writing: Writing, *, status: int) -> HttpResponseBase:
    """Own and stored text side by side, with a choice for each part that differs."""
    session, parts, data = writing.session, writing.parts, writing.data
    assert data is not None, "there is always something that was sent"
    stored = Note.objects.select_related("author__user").filter(session=session).first()
    beside = writing.over(stored, data)
    beside.is_valid  # noqa: B018 — was asked before; only what was stored has changed
    leave_trace(request, session, parts)
    context = {
        "session": session,
        "names": " & ".join(part.client.short_name for part in parts),
        "stored": stored,
        "compared": pages.compared(beside.all),
        "sent": _sent(data, stored, beside.ratings),
        "meanwhile": status == HTTPStatus.CONFLICT,
        "own": _is_own(stored, request),
        "kept_key": kept_key(session, request.membership),
    }
    return render(request, "alliance/note_conflict.html", context, status=status)


def _is_own(stored: Note | None, request: SignedInRequest) -> bool:
    """Whether nobody else has written in it: a note is written by the session's therapist alone."""
    return stored is not None and stored.author_id == request.membership.pk


def _sent(data: QueryDict, stored: Note | None, ratings: list[RatingForm]) -> list[tuple[str, str]]:
    """All that was sent, against the versions that are stored now."""
    versions = {"version": stored.version if stored else 0} | {
        form.add_prefix("version"): form.rating.version if form.rating else 0 for form in ratings
    }
    words = [
        (name, str(value))
        for name, values in data.lists()
        if name not in _FRAME | versions.keys() and not name.startswith(pages.CHOICE)
        for value in values
    ]
    return [(name, str(version)) for name, version in versions.items()] + words


def refused(
    request: SignedInRequest, session: Session, parts: list[Participation]
) -> HttpResponseBase:
    """Nothing can be written here any more. What was typed goes into the form of an addendum."""
    note = Note.objects.filter(session=session).first()
    signed = note is not None and note.is_signed
    if request.htmx:
        return render(request, "alliance/_saved.html", {"signed": signed}, status=409)
    if note is None or not signed:
        return redirect("session", code=session.code)
    messages.error(request, _("This note is signed. What is new goes into an addendum."))
    session.note = note
    words = _new_words(request, session, parts, note)
    if not words:
        return redirect("session", code=session.code)
    return again(
        request, session, parts, {"addendum_form": AddendumForm(initial={"words": words})}, 409
    )


def _new_words(
    request: SignedInRequest, session: Session, parts: list[Participation], note: Note
) -> str:
    """What was typed into a note that was signed meanwhile, and that the note does not hold."""
    desk = Desk(request.membership, note)
    format = posted_format(request, desk) or format_of(note)
    writing = Writing(session, parts, note, request.POST, format, desk)
    typed = [writing.form, *writing.people]
    for form in typed:
        form.is_valid()
    values = {
        form.add_prefix(name): value for form in typed for name, value in form.cleaned_data.items()
    }
    return "\n\n".join(
        f"{each.label}:\n{values[each.name]}"
        for each in pages.compared(typed)
        if isinstance(values[each.name], str) and any(piece.differs for piece in each.texts.own)
    )
