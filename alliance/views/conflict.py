"""A save that came too late: the writer keeps their text and sees what stands there now."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliance import pages
from alliance.forms import AddendumForm, NoteForm, RatingForm
from alliance.views.session import rating_forms, workspace_forms
from practice.access import SignedInRequest
from sessions.access import leave_trace
from sessions.formats import all_formats
from sessions.kept import kept_key
from sessions.models import Note, Participation, Session

# Fields of a form that are no words of anybody.
_FRAME = {"csrfmiddlewaretoken", "then", "other"}


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
    return render(request, "alliance/session.html", shown | forms, status=status)


def as_chosen(
    data: QueryDict, session: Session, parts: list[Participation], format: str
) -> QueryDict:
    """What was sent from the page of both texts, with its choices carried out.

    Where the note has changed once more since that page, they are not: nobody has chosen the text
    that stands there now.
    """
    note = getattr(session, "note", None)
    chose = any(name.startswith(pages.CHOICE) for name in data)
    if not (chose and note and data.get("version") == str(note.version)):
        return data
    stored = [NoteForm(note=note, format=format), *rating_forms(session, parts, None)]
    return pages.resolved(data, stored)


def stored_already(session: Session, form: NoteForm, ratings: list[RatingForm]) -> Note | None:
    """The note, where it holds exactly what was sent: the answer to an earlier try was lost."""
    note = Note.objects.get(session=session)
    sent = (form.content, form.note_format.key)
    same = sent == (note.content, note.format) and not any(each.is_news for each in ratings)
    return note if same else None


def changed_meanwhile(
    request: SignedInRequest, session: Session, parts: list[Participation], data: QueryDict
) -> HttpResponseBase:
    """The later save is told."""
    if request.htmx:
        return render(request, "alliance/_saved.html", {"conflict": True}, status=409)
    return both_texts(request, session, parts, data, status=409)


def both_texts(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    data: QueryDict,
    *,
    status: int,
) -> HttpResponseBase:
    """Own and stored text side by side, with a choice for each part that differs."""
    stored = Note.objects.select_related("author__user").filter(session=session).first()
    form = NoteForm(data, note=stored, format=str(data["format"]))
    ratings = rating_forms(session, parts, data)
    for each in (form, *ratings):
        each.is_valid()  # was asked before; only what was stored has changed
    leave_trace(request, session, parts)
    context = {
        "session": session,
        "names": " & ".join(part.client.short_name for part in parts),
        "stored": stored,
        "compared": pages.compared([form, *ratings]),
        "sent": _sent(data, stored, ratings),
        "meanwhile": status == HTTPStatus.CONFLICT,
        "kept_key": kept_key(session, request.membership),
    }
    return render(request, "alliance/note_conflict.html", context, status=status)


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
    forms = workspace_forms({"note": note, "is_mine": True}, "")
    words = _new_words(request.POST, note)
    if not words:
        return redirect("session", code=session.code)
    forms["addendum_form"] = AddendumForm(initial={"words": words})
    return again(request, session, parts, forms, 409)


def _new_words(data: QueryDict, note: Note) -> str:
    """What was typed into a note that was signed meanwhile, and that the note does not hold."""
    wanted = data.get("format", "")
    form = NoteForm(data, note=note, format=wanted if wanted in all_formats() else note.format)
    form.is_valid()
    return "\n\n".join(
        f"{each.label}:\n{form.cleaned_data[each.name]}"
        for each in pages.compared([form])
        if isinstance(form.cleaned_data[each.name], str)
        and any(piece.differs for piece in each.texts.own)
    )
