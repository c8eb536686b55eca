"""Relational patterns, their episodes, and notes on attachment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance import actions, pages
from alliance.access import (
    cares_for,
    get_own_attachment_note,
    get_own_client,
    get_own_episode,
    get_own_pattern,
    get_pattern,
    get_rupture,
)
from alliance.forms import AttachmentNoteForm, EpisodeForm, PatternEndingForm, PatternForm
from alliance.models import RelationalPattern
from clients.access import get_client
from clients.models import Client
from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile, at_version

_MEANWHILE = gettext_lazy("This was changed meanwhile. Your words are below.")


@require_safe
@clinicians_only
def patterns(request: SignedInRequest, code: UUID) -> HttpResponse:
    found = get_client(request, code)
    return _all(request, found, cares=cares_for(request.membership, found))


def _all(
    request: SignedInRequest, client: Client, *, cares: bool = True, **bound: Form
) -> HttpResponse:
    forms: dict[str, Any] = {"form": PatternForm(), "note_form": AttachmentNoteForm()} | bound
    shown = pages.patterns_page(client) | forms | {"cares": cares}
    return render(request, "alliance/patterns.html", shown, status=422 if bound else 200)


@require_POST
@therapists_only
def new_pattern(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_client(request, code)
    form = PatternForm(request.POST)
    if not form.is_valid():
        return _all(request, found, form=form)
    recorded = actions.record_pattern(found, by=request.membership, **form.words)
    messages.success(request, _("Written down. When did it happen?"))
    return redirect("pattern", code=recorded.code)


@require_POST
@therapists_only
def new_attachment_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_client(request, code)
    form = AttachmentNoteForm(request.POST)
    if not form.is_valid():
        return _all(request, found, note_form=form)
    actions.record_attachment_note(found, by=request.membership, **form.cleaned_data)
    messages.success(request, _("Written down."))
    return redirect("patterns", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def attachment_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    note = get_own_attachment_note(request, code)
    form = AttachmentNoteForm(request.POST or None, note=note)
    if form.is_valid():
        try:
            actions.record_attachment_note(
                note.client, by=request.membership, replaces=note, **form.cleaned_data
            )
        except ChangedMeanwhile:
            form.add_error(None, _MEANWHILE)
        else:
            messages.success(request, _("Saved. The earlier words are kept."))
            return redirect("patterns", code=note.client.code)
    shown = {"note": note, "client": note.client, "form": form}
    return render(request, "alliance/attachment_note.html", shown, status=_status(form))


def _status(form: Form) -> int:
    return 422 if form.is_bound else 200


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def pattern(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    if request.method != "POST":
        found = get_pattern(request, code)
        return _one(request, found, cares=cares_for(request.membership, found.client))
    found = get_own_pattern(request, code)
    form = PatternForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_pattern(found, by=request.membership, version=version, **form.words)
        except ChangedMeanwhile:
            form.add_error(None, _MEANWHILE)
            form.data = at_version(request.POST, found.version)
        else:
            messages.success(request, _("Saved. The earlier words are kept."))
            return redirect("pattern", code=code)
    return _one(request, found, form=form)


def _one(
    request: SignedInRequest, found: RelationalPattern, *, cares: bool = True, **bound: Form
) -> HttpResponse:
    forms: dict[str, Any] = {"cares": cares}
    if cares:
        forms |= {
            "form": PatternForm(pattern=found),
            "episode_form": EpisodeForm(sessions=pages.sessions_of(found.client)),
            "ending_form": PatternEndingForm(initial={"version": found.version}),
        }
    shown = pages.pattern_page(found) | forms | bound
    return render(request, "alliance/pattern.html", shown, status=422 if bound else 200)


@require_POST
@therapists_only
def share_pattern(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_pattern(request, code)
    share = request.POST.get("shared") == "yes"
    act = actions.share_pattern if share else actions.cover_pattern
    try:
        act(found, by=request.membership, version=_version(request))
    except ChangedMeanwhile:
        messages.error(request, _("This was changed meanwhile. Look again, then share it."))
    else:
        shared, covered = _("They can read it now."), _("It is no longer shown to them.")
        messages.success(request, shared if share else covered)
    return redirect("pattern", code=code)


def _version(request: SignedInRequest) -> int:
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


@require_POST
@therapists_only
def end_pattern(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_pattern(request, code)
    form = PatternEndingForm(request.POST)
    if not form.is_valid():
        return _one(request, found, ending_form=form)
    try:
        actions.end_pattern(found, by=request.membership, **form.cleaned_data)
    except ChangedMeanwhile:
        form.add_error(None, _MEANWHILE)
        form.data = at_version(request.POST, found.version)
        return _one(request, found, ending_form=form)
    messages.success(request, _("Kept, as one that no longer fits."))
    return redirect("patterns", code=found.client.code)


@require_POST
@therapists_only
def resume_pattern(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_pattern(request, code)
    try:
        actions.resume_pattern(found, by=request.membership, version=_version(request))
    except ChangedMeanwhile:
        messages.error(request, _("This was changed meanwhile. Look again."))
    return redirect("pattern", code=code)


@require_POST
@therapists_only
def new_episode(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_pattern(request, code)
    form = EpisodeForm(request.POST, sessions=pages.sessions_of(found.client))
    if form.is_valid() and form.chosen_session:
        _happened(request, found, form, session=form.chosen_session)
        messages.success(request, _("Written down."))
        return redirect("pattern", code=code)
    return _one(request, found, episode_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def rupture_episode(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    rupture = get_rupture(request, code)
    client = get_own_client(request, rupture.client.code)
    fitting = pages.fitting_patterns(client)
    form = EpisodeForm(request.POST or None, patterns=fitting)
    if fitting and form.is_valid():
        _happened(request, form.chosen_pattern, form, rupture=rupture)
        messages.success(request, _("Written down."))
        return redirect("pattern", code=form.chosen_pattern.code)
    shown = {"rupture": rupture, "client": client, "patterns": fitting, "form": form}
    return render(request, "alliance/rupture_episode.html", shown, status=_status(form))


def _happened(
    request: SignedInRequest, pattern: RelationalPattern, form: EpisodeForm, **where: Any
) -> None:
    said = form.cleaned_data
    actions.add_episode(
        pattern,
        by=request.membership,
        what_happened=said["what_happened"],
        different=said["different"],
        **where,
    )


@require_POST
@therapists_only
def withdraw_episode(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    episode = get_own_episode(request, code)
    actions.withdraw_episode(episode, by=request.membership)
    messages.success(request, _("Withdrawn. It stays, marked so."))
    return redirect("pattern", code=episode.pattern.code)
