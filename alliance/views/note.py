"""Saving, signing and adding to a note."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import actions
from alliance.forms import AddendumForm, NoteForm, RatingForm
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
from alliance.views.session import rating_forms
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile
from sessions.access import get_own_session
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
        return refused(request, found, parts)
    data = as_chosen(request.POST, found, parts, wanted)
    form, ratings = NoteForm(data, note=note, format=wanted), rating_forms(found, parts, data)
    valid = [each.is_valid() for each in (form, *ratings)]  # each, for its errors
    if not all(valid):
        return _invalid(request, found, parts, form, ratings)
    if data.get("then") == "compare":
        return both_texts(request, found, parts, data, status=200)
    return _write(request, found, parts, data, form, ratings)


def _write(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    data: QueryDict,
    form: NoteForm,
    ratings: list[RatingForm],
) -> HttpResponseBase:
    """Save what is valid, or tell why it cannot be."""
    then = request.POST.get("then")
    if then == "format" and not any(each.has_changed() for each in (form, *ratings)):
        return _onward(request, session)
    if then == "last-plan":
        form.cleaned_data["plan"] = with_last_plan(request, session, parts, form)
    try:
        note: Note | None = _save(session, parts, request, form, ratings)
    except SignedAlready:
        return refused(request, session, parts)
    except ChangedMeanwhile:
        note = stored_already(session, form, ratings)
    if note is None:
        return changed_meanwhile(request, session, parts, data)
    return _saved(request, session, note, ratings)


def _invalid(
    request: SignedInRequest,
    session: Session,
    parts: list[Participation],
    form: NoteForm,
    ratings: list[RatingForm],
) -> HttpResponseBase:
    if request.htmx:
        return render(request, "alliance/_saved.html", {"refused": True}, status=422)
    return again(request, session, parts, {"note_form": form, "rating_forms": ratings}, 422)


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
    return _onward(request, session)


def _onward(request: SignedInRequest, session: Session) -> HttpResponseBase:
    """Where the pressed button leads."""
    page = reverse("session", args=[session.code])
    match request.POST.get("then", ""):
        case "sign":
            return redirect("sign_note", code=session.code)
        case "rupture":
            return redirect("new_rupture", code=session.code)
        case "format":
            return redirect(f"{page}?{urlencode({'format': request.POST.get('other', '')})}")
        case "last-plan":
            return redirect(f"{page}#id_plan")
    messages.success(request, _("Draft saved."))
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def sign_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    note = getattr(found, "note", None)
    if note is None:
        raise Http404
    if request.method == "POST":
        return _sign(request, note)
    names = " & ".join(part.client.short_name for part in parts)
    context = {"session": found, "note": note, "words": note_in_words(note), "names": names}
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
    forms = {"words": note_in_words(note), "addenda": addenda, "addendum_form": form}
    return again(request, found, parts, forms, 422)
