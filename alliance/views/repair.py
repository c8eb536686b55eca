"""An attempt at repair, leaving it for another time, and promises kept or released."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance import actions
from alliance.access import get_own_attempt, get_own_rupture
from alliance.forms import PromiseForm, PutOffForm, RepairForm
from alliance.models import Rupture
from alliance.pages.rupture import sessions_since
from alliance.views.rupture import page_of, written
from practice.access import SignedInRequest, therapists_only
from sessions.models import Session


@require_POST
@therapists_only
def repair(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)
    form = RepairForm(request.POST, sessions=sessions_since(found))

    def record(said: dict[str, Any]) -> None:
        actions.record_repair_attempt(found, by=request.membership, **said)

    def onward() -> HttpResponseBase:
        return _back(request, found, asked="back")

    said = _("Written down. It is being repaired.")
    return written(request, found, "repair_form", form, record, said, onward)


@require_POST
@therapists_only
def put_off(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)
    form = PutOffForm(request.POST, sessions=sessions_since(found))
    if form.is_valid():
        actions.put_off(found, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Left for another time. It asks again in the next note."))
        address = reverse("session", args=[form.cleaned_data["session"].code], fragment="note")
        return redirect(address)
    context = {"rupture": found, "form": form}
    return render(request, "alliance/put_off.html", context, status=422)


@require_POST
@therapists_only
def promise_kept(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    attempt = get_own_attempt(request, code)
    if actions.keep_promise(attempt, by=request.membership):
        messages.success(request, _("Kept."))
    else:
        messages.info(request, _("That was settled already."))
    return _back(request, attempt.rupture, asked="session")


@require_POST
@therapists_only
def release_promise(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    attempt = get_own_attempt(request, code)
    form = PromiseForm(request.POST)
    if not form.is_valid():
        return page_of(request, attempt.rupture, {"promise_form": form, "releasing": attempt})
    reason = form.cleaned_data["reason"]
    if actions.release_promise(attempt, by=request.membership, reason=reason):
        messages.success(request, _("Released. The reason stays beside it."))
    else:
        messages.info(request, _("That was settled already."))
    return redirect("rupture", code=attempt.rupture.code)


def _back(request: SignedInRequest, rupture: Rupture, *, asked: str) -> HttpResponseBase:
    """To the session on whose page it was pressed, whose code is posted as `asked`."""
    with suppress(ValueError):
        code = UUID(request.POST.get(asked, ""))
        if session := Session.objects.filter(code=code, therapist=request.membership).first():
            return redirect("session", code=session.code)
    return redirect("rupture", code=rupture.code)
