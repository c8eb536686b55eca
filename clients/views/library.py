"""The clinic's library: what therapists give and clients read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import actions, pages
from clients.access import get_library_text
from clients.forms import LibraryTextForm
from clients.models import LibraryText
from clients.pages.library import Edition, keys_of, language_name
from practice.access import SignedInRequest, therapists_and_admins_only
from practice.versions import ChangedMeanwhile, at_version


@require_safe
@therapists_and_admins_only
def library(request: SignedInRequest) -> HttpResponse:
    return render(request, "clients/library.html", pages.library_page(request.membership))


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_and_admins_only
def new_library_text(request: SignedInRequest) -> HttpResponse:
    form = LibraryTextForm(request.POST or None, initial={"version": 0, "language": "en"})
    if not form.is_valid() or request.POST.get("do") == "preview":
        return _ask(request, form)
    said = form.cleaned_data | {"version": 0}
    key = _key(said["title"], keys_of(request.membership.clinic))
    try:
        text = actions.write_text(by=request.membership, key=key, **said)
    except ChangedMeanwhile:  # somebody took the key in this very moment
        return _ask(request, form, 409, meanwhile=True)
    messages.success(request, _("Saved. It can be given, and clients find it in their library."))
    return redirect("library_text", key=text.key, language=text.language)


def _key(title: str, taken: set[str]) -> str:
    """The title as it may stand in an address; with a number where another text has it."""
    begun = slugify(title)[:32].strip("-") or "text"
    tried, number = begun, 2
    while tried in taken or tried == "new":
        tried, number = f"{begun}-{number}", number + 1
    return tried


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_and_admins_only
def library_text(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    edition = get_library_text(request, key, language)
    form = LibraryTextForm(request.POST or None, settled=True, initial=_begun(edition))
    if not form.is_valid() or request.POST.get("do") == "preview":
        return _ask(request, form, edition=edition)
    said = {"key": key, "language": language, "kind": edition.kind} | form.cleaned_data
    try:
        text = actions.write_text(by=request.membership, **said)
    except ChangedMeanwhile:
        form.data = at_version(request.POST, edition.version)
        return _ask(request, form, 409, edition=edition, meanwhile=True)
    messages.success(request, _what_was_saved(text, edition))
    return redirect("library_text", key=key, language=language)


def _begun(edition: Edition) -> dict[str, Any]:
    stands = edition.newest or edition.standing
    words = {"title": stands.title, "words": stands.words} if stands else {}
    return {"version": edition.version, **words}


def _what_was_saved(text: LibraryText, edition: Edition) -> str:
    if text.version == edition.version:
        return _("Nothing was different, so nothing was saved.")
    words = _("Saved as version %(n)d. What was given to somebody before stays as it was given.")
    return words % {"n": text.version}


def _ask(
    request: SignedInRequest,
    form: LibraryTextForm,
    status: int = 200,
    *,
    edition: Edition | None = None,
    meanwhile: bool = False,
) -> HttpResponse:
    bad = bool(form.is_bound and form.errors)
    page = {
        "form": form,
        "edition": edition,
        "meanwhile": meanwhile,
        "language": edition.language if edition else form["language"].value(),
        "language_name": language_name(edition.language) if edition else "",
        "preview": {name: form[name].value() or "" for name in ("title", "words")},
    }
    return render(request, "clients/library_text.html", page, status=422 if bad else status)


@require_POST
@therapists_and_admins_only
def take_out_library_text(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    edition = get_library_text(request, key, language)
    if edition.newest:
        actions.take_out_text(edition.newest, by=request.membership)
        messages.success(request, _("Taken out. What was given to somebody stays with them."))
    return redirect("library_text", key=key, language=language)


@require_POST
@therapists_and_admins_only
def put_back_library_text(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    edition = get_library_text(request, key, language)
    if edition.newest:
        actions.put_back_text(edition.newest, by=request.membership)
        messages.success(request, _("It is in the library again."))
    return redirect("library_text", key=key, language=language)
