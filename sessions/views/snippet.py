"""Snippets: one's own and the clinic's."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice.access import SignedInRequest, therapists_and_admins_only
from practice.versions import ChangedMeanwhile, at_version
from sessions import actions, pages
from sessions.access import get_snippet
from sessions.forms import SnippetForm
from sessions.models import Snippet


@require_safe
@therapists_and_admins_only
def snippets(request: SignedInRequest) -> HttpResponse:
    page = pages.snippets(request.membership)
    return render(request, "sessions/snippets.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_and_admins_only
def new_snippet(request: SignedInRequest) -> HttpResponse:
    for_clinic = request.GET.get("for") == "clinic" or not request.membership.is_therapist
    if for_clinic and not request.membership.is_admin:
        raise Http404
    known = pages.snippets(request.membership)
    kept = len(known.shared if for_clinic else known.own)
    form = SnippetForm(request.POST or None, kept=kept)
    if form.is_valid():
        try:
            actions.keep_snippet(by=request.membership, for_clinic=for_clinic, **_entered(form))
        except actions.KeyTaken:
            form.refuse_key()
        else:
            messages.success(request, _("Kept. It lies beside every note from now on."))
            return redirect("snippets")
    return _ask(request, form, for_clinic=for_clinic)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_and_admins_only
def snippet(request: SignedInRequest, code: UUID) -> HttpResponse:
    found = get_snippet(request, code)
    form = SnippetForm(request.POST or None, snippet=found)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.change_snippet(found, by=request.membership, version=version, **_entered(form))
        except actions.KeyTaken:
            form.refuse_key()
        except ChangedMeanwhile:
            return _changed_meanwhile(request, found, form)
        else:
            messages.success(request, _("Saved. Notes written with it before stay as they are."))
            return redirect("snippets")
    return _ask(request, form, snippet=found)


@require_POST
@therapists_and_admins_only
def remove_snippet(request: SignedInRequest, code: UUID) -> HttpResponse:
    actions.remove_snippet(get_snippet(request, code), by=request.membership)
    messages.success(request, _("Removed. Notes written with it keep their text."))
    return redirect("snippets")


def _entered(form: SnippetForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("name", "key", "words")}


def _changed_meanwhile(request: SignedInRequest, found: Snippet, form: SnippetForm) -> HttpResponse:
    """The later one keeps what they typed, and sees what was saved."""
    stored = get_snippet(request, found.code)
    form.data = at_version(request.POST, stored.version)
    return _ask(request, form, snippet=stored, status=409, meanwhile=True)


def _ask(
    request: SignedInRequest,
    form: SnippetForm,
    *,
    for_clinic: bool = False,
    snippet: Snippet | None = None,
    status: int = 0,
    meanwhile: bool = False,
) -> HttpResponse:
    page = {
        "form": form,
        "snippet": snippet,
        "for_clinic": snippet.is_the_clinics if snippet else for_clinic,
        "meanwhile": meanwhile,
    }
    status = status or (422 if form.errors else 200)
    return render(request, "sessions/snippet.html", page, status=status)
