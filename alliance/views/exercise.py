"""Exercises and strengths: given, looked at, put away; named, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.access import cares_for, get_own_client
from alliance.forms.exercise import GiveForm, SearchForm, StrengthForm
from alliance.pages import exercise as pages
from clients import actions
from clients.access import get_client, get_exercise, get_strength
from clients.models import Client, Contribution
from clients.pages import text_of
from practice.access import SignedInRequest, clinicians_only, therapists_only

SHOWN_HERE = (Contribution.Kind.EXERCISE, Contribution.Kind.STRENGTH)


@require_safe
@clinicians_only
def client_exercises(request: SignedInRequest, code: UUID) -> HttpResponse:
    found = get_client(request, code)
    cares = cares_for(request.membership, found)
    if cares:
        actions.see_contributions(found, SHOWN_HERE, by=request.membership)
    return _all(request, found, cares=cares)


def _all(
    request: SignedInRequest, client: Client, *, cares: bool, form: StrengthForm | None = None
) -> HttpResponse:
    shown = pages.exercises_page(client, request.membership)
    shown |= {"cares": cares, "form": form or StrengthForm()}
    return render(request, "alliance/client_exercises.html", shown, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def give_exercise(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    client = get_own_client(request, code)
    session = _session(request)
    noted = pages.noted_exercise(client, session, request.membership) if session else ""
    if request.method != "POST" or "wanted" in request.POST:
        return _choose(request, client, noted)
    if "text" in request.POST:
        return _write(
            request, client, GiveForm(initial=_begun(client, request.POST["text"], noted))
        )
    form = GiveForm(request.POST)
    if not form.is_valid():
        return _write(request, client, form)
    given = session if session and pages.was_met(client, session) else None
    actions.give_exercise(client, by=request.membership, session=given, **form.cleaned_data)
    messages.success(request, _("%(name)s finds it in their space.") % {"name": client.first_name})
    return redirect("client_exercises", code=code)


def _session(request: SignedInRequest) -> UUID | None:
    """The session from whose page this was opened."""
    try:
        return UUID(request.GET.get("session", ""))
    except ValueError:
        return None


def _choose(request: SignedInRequest, client: Client, noted: str) -> HttpResponse:
    search = SearchForm(request.POST or None)
    shown = {"client": client, "noted": noted, "search": search}
    shown["texts"] = pages.to_give(client, search)
    return render(request, "alliance/choose_exercise.html", shown)


def _write(request: SignedInRequest, client: Client, form: GiveForm) -> HttpResponse:
    shown = {"client": client, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "alliance/give_exercise.html", shown, status=status)


def _begun(client: Client, chosen: str, noted: str) -> dict[str, Any]:
    """What the form begins with: a text of the library, the words of the note, or nothing."""
    text = text_of(client.clinic, chosen, client.language)
    if text:
        said = {"kind": text.kind, "title": text.title, "words": text.words}
        return said | {"library_key": text.key}
    short = noted if len(noted) <= pages.SHORT else ""
    return {"kind": "exercise", "title": short, "words": noted} if chosen == "note" else {}


@require_POST
@therapists_only
def put_away_exercise(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    exercise = get_exercise(request, code)
    if request.POST.get("do") == "back":
        actions.bring_back_exercise(exercise, by=request.membership)
        messages.success(request, _("It is to be done again."))
    else:
        actions.put_away_exercise(exercise, by=request.membership)
        messages.success(request, _("Put away. They still find it among the earlier ones."))
    return redirect("client_exercises", code=exercise.client.code)


@require_POST
@therapists_only
def new_strength(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    client = get_own_client(request, code)
    form = StrengthForm(request.POST)
    if not form.is_valid():
        return _all(request, client, cares=True, form=form)
    actions.name_strength(client, form.cleaned_data["words"], by=request.membership)
    messages.success(request, _("%(name)s can read it now.") % {"name": client.first_name})
    return redirect("client_exercises", code=code)


@require_POST
@therapists_only
def withdraw_strength(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    strength = get_strength(request, code)
    actions.take_back_strength(strength, by=request.membership)
    messages.success(request, _("Taken back. Nobody is shown it any more."))
    return redirect("client_exercises", code=strength.client.code)
