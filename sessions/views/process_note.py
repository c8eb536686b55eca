"""The sheet, the list with its search, and what a supervisor was let into."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile, at_version
from sessions.actions import process_note as actions
from sessions.forms.process_note import GrantForm, SearchForm, SheetForm
from sessions.process import pages
from sessions.process.access import (
    Sheet,
    get_given,
    get_granted,
    get_sheet,
    get_written_sheet,
    leave_trace,
    leave_trace_of_search,
)
from sessions.process.keyring import IDLE, Keyring, keyring
from sessions.process.sealing import CannotOpen
from sessions.views.process_key import opened

# The status of a page that shows text which could not be saved because the notes locked meanwhile.
LOCKED = 423


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def process_note(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    sheet, ring = get_sheet(request, code), keyring(request)
    if request.method == "POST":
        return _save(request, sheet, ring)
    if sheet.note and ring.is_open:
        leave_trace(request, sheet)
    return _sheet(request, sheet, ring)


def _save(request: SignedInRequest, sheet: Sheet, ring: Keyring) -> HttpResponseBase:
    form = SheetForm(request.POST)
    if not form.is_valid():
        return _kept(request, sheet, ring, form, 422)
    if ring.key and not ring.is_open and form.cleaned_data["passphrase"]:
        ring = opened(request, ring.key, form)
    if not ring.is_open:
        return _kept(request, sheet, ring, form, LOCKED)
    typed, version = form.cleaned_data["words"], form.cleaned_data["version"]
    try:
        note = actions.write_process_note(
            sheet.session, typed, by=request.membership, ring=ring, version=version
        )
    except ChangedMeanwhile:
        return _conflict(request, sheet, ring, form)
    if request.htmx:
        return ring.at_hand(render(request, "sessions/_process_saved.html", {"note": note}))
    messages.success(request, _("Saved and sealed."))
    return ring.at_hand(redirect("process_note", code=sheet.session.code))


def _conflict(
    request: SignedInRequest, sheet: Sheet, ring: Keyring, form: SheetForm
) -> HttpResponseBase:
    """The typed text stays, over the version that is stored now, which is shown beside it."""
    if not request.htmx:
        sheet = get_sheet(request, sheet.session.code)
        version = sheet.note.version if sheet.note else 0
        form = SheetForm(at_version(request.POST, version))
    return _kept(request, sheet, ring, form, 409)


def _kept(
    request: SignedInRequest, sheet: Sheet, ring: Keyring, form: SheetForm, status: int
) -> HttpResponseBase:
    """Nothing is saved, and what was typed is still there."""
    why = {409: "conflict", 422: "refused", LOCKED: "locked"}[status]
    if request.htmx:
        page = {"why": why, "form": form}
        return render(request, "sessions/_process_saved.html", page, status=status)
    return ring.at_hand(_sheet(request, sheet, ring, form=form, why=why, status=status))


def _sheet(
    request: SignedInRequest, sheet: Sheet, ring: Keyring, *, status: int = 200, **more: Any
) -> HttpResponse:
    page: dict[str, Any] = {
        "session": sheet.session,
        "note": sheet.note,
        "people": pages.people(sheet.parts),
        "ring": ring,
        "idle": int(IDLE.total_seconds()),
    }
    if ring.is_open:
        page |= _opened(request, sheet, ring)
    return render(request, "sessions/process_note.html", page | more, status=status)


def _opened(request: SignedInRequest, sheet: Sheet, ring: Keyring) -> dict[str, Any]:
    words = pages.words_of(sheet.note, ring)
    version = sheet.note.version if sheet.note else 0
    shown: dict[str, Any] = {
        "stored": words,
        "form": SheetForm(initial={"words": words, "version": version}),
    }
    if sheet.note and words is not None:
        readers = pages.possible_readers(request.membership, sheet.note)
        shown |= {
            "given": pages.given(sheet.note, ring),
            "supervised": actions.supervising(request.membership).exists(),
            "grant_form": GrantForm(readers=readers),
        }
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def process_notes(request: SignedInRequest) -> HttpResponseBase:
    """The list; by POST a search in it, so that no word of it stands in an address."""
    ring = keyring(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if ring.is_open and form.is_valid():
        found = pages.search(request.membership, ring, form.cleaned_data["query"])
        leave_trace_of_search(request, ring, found.searched)
    page = {
        "ring": ring,
        "form": form,
        "found": found,
        "notes": pages.my_notes(request.membership, ring.key, request.GET.get("page")),
        "shared": pages.shared_with(request.membership),
        "idle": int(IDLE.total_seconds()),
    }
    return render(request, "sessions/process_notes.html", page)


@require_POST
@therapists_only
def grant(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    sheet, ring = get_written_sheet(request, code), keyring(request)
    assert sheet.note is not None
    form = GrantForm(request.POST, readers=pages.possible_readers(request.membership, sheet.note))
    if not ring.is_open or not form.is_valid():
        status = 422 if ring.is_open else LOCKED
        return _sheet(request, sheet, ring, grant_form=form, status=status)
    reader, reason = form.cleaned_data["reader"], form.cleaned_data["reason"]
    try:
        actions.grant_process_note(sheet.note, reader, reason, by=request.membership, ring=ring)
    except (ChangedMeanwhile, CannotOpen):
        messages.error(request, _("Nothing was changed: look at who may read it now."))
    else:
        messages.success(
            request, _("%(name)s may read this note now.") % {"name": reader.owner.name}
        )
    return redirect("process_note", code=code)


@require_POST
@therapists_only
def end_grant(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    given = get_given(request, code)
    actions.end_process_grant(given, by=request.membership)
    messages.success(request, _("It is closed again. What was read cannot be unread."))
    return redirect("process_note", code=given.note.session.code)


@require_safe
@clinicians_only
def granted(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, ring = get_granted(request, code), keyring(request)
    page: dict[str, Any] = {"grant": found, "ring": ring, "idle": int(IDLE.total_seconds())}
    page["people"] = pages.people(found.note.session.participations.select_related("client"))
    if ring.is_open:
        try:
            page["words"], page["reason"] = actions.read_granted_note(
                found, ring, by=request.membership
            )
        except CannotOpen:
            page["cannot"] = True
    return render(request, "sessions/granted_process_note.html", page)
