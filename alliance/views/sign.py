"""Signing a note, adding to it, striking through what was signed by mistake."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import actions, pages
from alliance.forms import AddendumForm, StrikeForm, WhoCameForm
from practice.access import SignedInRequest, therapists_only
from practice.step_up import recently_signed_in
from practice.versions import ChangedMeanwhile
from sessions.access import get_own_session, get_signed_note, leave_trace
from sessions.actions import SignedAlready, StruckAlready, Unfinished, strike_through
from sessions.actions import add_addendum as write_addendum
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.desk import format_of
from sessions.models import Addendum, Note, Participation, Session
from sessions.reading import note_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
@recently_signed_in
def sign_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    if note is None:
        raise Http404
    if request.method == "POST":
        return _sign(request, found, parts)
    context = {
        "session": found,
        "note": note,
        "words": note_in_words(note, [part.client for part in parts]),
        "names": names(parts),
        "unwritten": [] if note.is_signed else format_of(note).unwritten(note.content),
        "digest": digest(signed_bytes(note)),
        "who_came": WhoCameForm(session=found, parts=parts),
    }
    if not note.is_signed:
        context |= {
            "co_signing": pages.who_co_signs(request.membership),
            "unrated": pages.unrated(found, parts),
        }
    return render(request, "alliance/sign_note.html", context)


def _sign(request: SignedInRequest, found: Session, parts: list[Participation]) -> HttpResponseBase:
    """Lock the text that the page showed: its version and its digest say which it was."""
    note, form = found.note, WhoCameForm(request.POST, session=found, parts=parts)
    if not form.is_valid():
        messages.error(request, _("Not signed: choose who came."))
        return redirect("sign_note", code=found.code)
    version, shown = request.POST.get("version", ""), request.POST.get("digest", "")
    try:
        number = int(version) if version.isdecimal() and len(version) < 9 else 0
        actions.sign_note(
            note,
            by=request.membership,
            version=number,
            shown=shown,
            attendance=form.attendance,
        )
    except SignedAlready:
        messages.error(request, _("This note was signed already."))
    except Unfinished:
        messages.error(request, _("Not signed: something that is needed is still empty."))
        return redirect("sign_note", code=found.code)
    except ChangedMeanwhile:
        messages.error(request, _("The text changed meanwhile. Read it again before you sign."))
        return redirect("sign_note", code=found.code)
    else:
        messages.success(request, _("Signed. What comes later goes into an addendum."))
    return redirect("session", code=found.code)


def names(parts: list[Participation]) -> str:
    """'Aisha R. & Jon R.'"""
    return " & ".join(part.client.short_name for part in parts)


@require_POST
@therapists_only
def add_addendum(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_signed_note(request, code)
    form = AddendumForm(request.POST)
    if form.is_valid():
        write_addendum(found.note, by=request.membership, words=form.cleaned_data["words"])
        messages.success(request, _("The addendum stands."))
        return redirect("session", code=code)
    return session_again(request, found, parts, {"addendum_form": form})


def session_again(
    request: SignedInRequest, session: Session, parts: list[Participation], forms: dict[str, Any]
) -> HttpResponseBase:
    """The session's page once more with what was typed."""
    leave_trace(request, session, parts)
    shown = pages.workspace(session, parts, request.membership)
    clients = [part.client for part in parts]
    signed = pages.signed_note(session.note, clients, request.membership)
    return render(request, "alliance/session.html", shown | signed | forms, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def strike_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """The whole note, or with `?addendum=2` that addendum."""
    found, parts = get_signed_note(request, code)
    addendum = _addendum(found.note, request.GET.get("addendum", ""))
    form = StrikeForm(request.POST or None)
    if form.is_valid():
        try:
            strike_through(
                found.note, by=request.membership, addendum=addendum, **form.cleaned_data
            )
        except StruckAlready:
            messages.error(request, _("It was struck through already."))
        else:
            messages.success(request, _("Struck through. The text stays and can be read."))
        return redirect("session", code=code)
    context = {
        "session": found,
        "note": found.note,
        "names": names(parts),
        "addendum": addendum,
        "words": note_in_words(found.note, [part.client for part in parts]),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "alliance/strike_note.html", context, status=status)


def _addendum(note: Note, number: str) -> Addendum | None:
    if not number:
        return None
    if not (number.isdecimal() and len(number) < 6):
        raise Http404
    return get_object_or_404(note.addenda.select_related("written_by__user"), number=int(number))
