"""The clinic's note formats."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice.access import SignedInRequest, admins_only
from practice.versions import ChangedMeanwhile, at_version
from sessions import actions, pages
from sessions.access import get_note_format
from sessions.forms import NoteFormatForm, UsualFormatForm
from sessions.models import NoteFormatVersion


@require_safe
@admins_only
def note_formats(request: SignedInRequest) -> HttpResponse:
    page = pages.note_formats(request.membership)
    form = UsualFormatForm(initial={"format": page.usual}, offered=page.offered)
    return render(request, "sessions/note_formats.html", {"page": page, "form": form})


@require_POST
@admins_only
def usual_note_format(request: SignedInRequest) -> HttpResponse:
    offered = pages.note_formats(request.membership).offered
    form = UsualFormatForm(request.POST, offered=offered)
    if not form.is_valid():
        messages.error(request, _("This format is no longer offered. Choose another one."))
        return redirect("note_formats")
    actions.choose_usual_format(form.cleaned_data["format"], by=request.membership)
    messages.success(request, _("Saved. It holds for notes that are begun from now on."))
    return redirect("note_formats")


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def new_note_format(request: SignedInRequest) -> HttpResponse:
    known = pages.note_formats(request.membership)
    taken = known.names.values()
    if request.method == "POST":
        return _take(request, [], NoteFormatForm(request.POST, taken=taken))
    wanted = request.GET.get("from", "")
    model = next((each for each in known.offered if each.key == wanted), None)
    form = NoteFormatForm(shown=model, taken=taken)
    form.initial.update(version=0, name="", about="")
    return _ask(request, [], form, 200)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def note_format(request: SignedInRequest, key: str) -> HttpResponse:
    versions = get_note_format(request, key)
    if request.method == "POST":
        names = pages.note_formats(request.membership).names
        taken = [name for each, name in names.items() if each != key]
        return _take(request, versions, NoteFormatForm(request.POST, taken=taken))
    return _ask(request, versions, NoteFormatForm(shown=versions[0].format), 200)


def _take(
    request: SignedInRequest, versions: list[NoteFormatVersion], form: NoteFormatForm
) -> HttpResponse:
    do = request.POST.get("do", "save")
    if do != "save":
        return _ask(request, versions, form.rearranged(do), 200)
    if not form.is_valid():
        return _ask(request, versions, form, 422)
    try:
        saved = _save(request, versions, form)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, versions, form)
    messages.success(request, _what_was_saved(saved, versions))
    return redirect("note_format", key=saved.key)


def _save(
    request: SignedInRequest, versions: list[NoteFormatVersion], form: NoteFormatForm
) -> NoteFormatVersion:
    by = request.membership
    if not versions:
        return actions.make_format(by=by, **form.entered)
    version = form.cleaned_data["version"]
    return actions.change_format(versions[0], by=by, version=version, **form.entered)


def _what_was_saved(saved: NoteFormatVersion, versions: list[NoteFormatVersion]) -> str:
    if not versions:
        return _("Saved. Therapists can choose it from now on.")
    if saved == versions[0]:
        return _("Nothing was different, so nothing was saved.")
    words = _("Saved as version %(n)d. What was written before stays in its own version.")
    return words % {"n": saved.version}


def _changed_meanwhile(
    request: SignedInRequest, versions: list[NoteFormatVersion], form: NoteFormatForm
) -> HttpResponse:
    """The loser keeps what they typed, sees what was saved, and may save over it."""
    if versions:
        versions = get_note_format(request, versions[0].key)
        form.data = at_version(request.POST, versions[0].version)
    return _ask(request, versions, form, 409, meanwhile=True)


def _ask(
    request: SignedInRequest,
    versions: list[NoteFormatVersion],
    form: NoteFormatForm,
    status: int,
    *,
    meanwhile: bool = False,
) -> HttpResponse:
    page = {
        "form": form,
        "newest": versions[0] if versions else None,
        "versions": versions,
        "meanwhile": meanwhile,
        "is_usual": bool(versions) and request.membership.clinic.note_format == versions[0].key,
    }
    return render(request, "sessions/note_format.html", page, status=status)


@require_POST
@admins_only
def retire_note_format(request: SignedInRequest, key: str) -> HttpResponse:
    newest = get_note_format(request, key)[0]
    was_usual = actions.retire_format(newest, by=request.membership)
    said = _("Retired. It is offered for no new note; what was written in it stays as it is.")
    if was_usual:
        said += " " + _("New notes begin again with the format of the last one.")
    messages.success(request, said)
    return redirect("note_format", key=key)


@require_POST
@admins_only
def restore_note_format(request: SignedInRequest, key: str) -> HttpResponse:
    newest = get_note_format(request, key)[0]
    others = pages.note_formats(request.membership).own
    if newest.name.casefold() in {each.name.casefold() for each in others if each != newest}:
        messages.error(request, _("Another format has this name now. Retire that one first."))
        return redirect("note_format", key=key)
    actions.restore_format(newest, by=request.membership)
    messages.success(request, _("It is back: therapists can choose it again."))
    return redirect("note_format", key=key)
