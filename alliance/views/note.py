"""Saving, signing and adding to a note."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import actions
from alliance.forms import AddendumForm
from alliance.models.rating import Perspective
from alliance.views.conflict import (
    again,
    as_chosen,
    both_texts,
    changed_meanwhile,
    refused,
    stored_already,
)
from alliance.views.plan import with_last_plan
from alliance.views.writing import Writing, posted_format
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile
from sessions.access import get_own_session
from sessions.actions import SignedAlready, Unfinished
from sessions.actions import add_addendum as write_addendum
from sessions.actions import save_note as write_note
from sessions.actions import sign_note as lock_note
from sessions.desk import Desk, format_of
from sessions.models import Note
from sessions.reading import note_in_words


@require_POST
@therapists_only
def save_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    desk = Desk(request.membership, note)
    format = posted_format(request, desk)
    if (note and note.is_signed) or not found.has_begun or format is None:
        return refused(request, found, parts)
    writing = as_chosen(Writing(found, parts, note, request.POST, format, desk))
    if not writing.is_valid:
        return _invalid(request, writing)
    if request.POST.get("then") == "compare":
        return both_texts(request, writing, status=200)
    return _write(request, writing)


def _write(request: SignedInRequest, writing: Writing) -> HttpResponseBase:
    """Save what is valid, or tell why it cannot be."""
    then = request.POST.get("then")
    if then in ("format", "newest") and writing.note is None and not writing.has_changed:
        return _onward(request, writing)  # nothing is stored for a format alone
    if then == "last-plan":
        writing.form.cleaned_data["plan"] = with_last_plan(request, writing)
    try:
        note: Note | None = _save(request, writing)
    except SignedAlready:
        return refused(request, writing.session, writing.parts)
    except ChangedMeanwhile:
        note = stored_already(writing)
    if note is None:
        return changed_meanwhile(request, writing)
    return _saved(request, writing, note)


def _invalid(request: SignedInRequest, writing: Writing) -> HttpResponseBase:
    if request.htmx:
        return render(request, "alliance/_saved.html", {"refused": True}, status=422)
    return again(request, writing.session, writing.parts, writing.context, 422)


@transaction.atomic
def _save(request: SignedInRequest, writing: Writing) -> Note:
    """Note and ratings together: of one press of a button, everything is kept or nothing."""
    note = write_note(
        writing.session,
        by=request.membership,
        content=writing.content,
        format=writing.format.key,
        format_version=writing.format.version,
        version=writing.form.cleaned_data["version"],
        clients=[part.client for part in writing.parts],
    )
    for rating in writing.ratings:
        if rating.is_news:
            rating.rating = actions.rate_session(
                writing.session,
                rating.client,
                Perspective.THERAPIST,
                rating.answers,
                by=request.membership,
                feeling=rating.feeling,
                version=rating.cleaned_data["version"],
            )
    return note


def _saved(request: SignedInRequest, writing: Writing, note: Note) -> HttpResponseBase:
    if request.htmx:
        versions = [("version", note.version)]
        versions += [
            (form["version"].html_name, form.rating.version)
            for form in writing.ratings
            if form.rating
        ]
        return render(request, "alliance/_saved.html", {"note": note, "versions": versions})
    return _onward(request, writing)


def _onward(request: SignedInRequest, writing: Writing) -> HttpResponseBase:
    """Where the pressed button leads."""
    code = writing.session.code
    match request.POST.get("then", ""):
        case "sign":
            return redirect("sign_note", code=code)
        case "rupture":
            return redirect("new_rupture", code=code)
        case "format":
            return _in_format(writing, request.POST.get("new_format", ""))
        case "newest":
            return _in_format(writing, writing.format.key)
        case "last-plan":
            return redirect(reverse("session", args=[code], fragment="id_plan"))
    messages.success(request, _("Draft saved."))
    return redirect("session", code=code)


def _in_format(writing: Writing, key: str) -> HttpResponseBase:
    """The page in the format that was chosen, in its newest version."""
    query, page = {"format": key}, writing.session.code
    return redirect(reverse("session", args=[page], query=query, fragment="note"))


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
    return again(request, found, parts, forms, 422)
