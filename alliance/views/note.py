"""Saving a note. Signing and what follows is in `sign`."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance import actions
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
from sessions.actions import SignedAlready
from sessions.actions import save_note as write_note
from sessions.desk import Desk
from sessions.models import Note


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
