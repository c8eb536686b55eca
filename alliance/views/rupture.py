"""Recording a rupture, its page, completing it, and all of them on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance import actions, pages
from alliance import forms as all_forms
from alliance.access import get_own_rupture, get_rupture
from alliance.actions.repair import RuptureEnded
from alliance.actions.resolution import NobodySaidSo
from alliance.forms import NewRuptureForm, RepairForm, RuptureForm
from alliance.models import Rupture, Signal
from alliance.vocabulary import Noticer
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile, at_version
from sessions.access import get_own_session
from sessions.models import Participation


@require_safe
@therapists_only
def ruptures(request: SignedInRequest) -> HttpResponse:
    member, page = request.membership, request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    shown = pages.ruptures(member, page=number)
    codes = sorted({str(row.rupture.client.code) for row in shown["rows"]})
    audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    return render(request, "alliance/ruptures.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def new_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    session, parts = get_own_session(request, code)
    part = _chosen(parts, request.POST.get("client") or request.GET.get("client", ""))
    signal = _signal(request, part.client)
    form = NewRuptureForm(request.POST or None, initial=_noticed(signal))
    if form.is_valid():
        recorded = actions.record_rupture(
            session, part.client, by=request.membership, signal=signal, **form.details
        )
        return _recorded(request, recorded)
    context = {"session": session, "parts": parts, "part": part, "form": form, "signal": signal}
    note = getattr(session, "note", None)
    context["helped"] = pages.helped_before(part.client)
    context["to_note"] = note is not None and not note.is_signed
    return render(request, "alliance/new_rupture.html", context)


def _recorded(request: SignedInRequest, rupture: Rupture) -> HttpResponseBase:
    if "note" in request.POST:  # pressed on the way to the note: the rest can follow
        messages.success(request, _("Recorded. The rest can follow, from its own page."))
        return redirect("session", code=rupture.session.code)
    messages.success(request, _("Recorded. What did you do about it?"))
    return redirect("rupture", code=rupture.code)


def _chosen(parts: list[Participation], code: str) -> Participation:
    return next((part for part in parts if str(part.client.code) == code), parts[0])


def _signal(request: SignedInRequest, client: Client) -> Signal | None:
    """The unanswered signal that the therapist says there was something to, if any."""
    try:
        code = UUID(request.POST.get("signal") or request.GET.get("signal", ""))
    except ValueError:
        return None
    return Signal.objects.filter(client=client, code=code, rupture=None).first()


def _noticed(signal: Signal | None) -> dict[str, str]:
    """Who noticed first, where a signal led here: what a client said is theirs."""
    if signal is None:
        return {}
    said = signal.kind == Signal.Kind.DIRECT_REPORT
    return {"noticed_by": Noticer.CLIENT if said else Noticer.SIGNAL}


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    if request.method == "POST":
        return _complete(request, get_own_rupture(request, code))
    return page_of(request, get_rupture(request, code))


def _complete(request: SignedInRequest, found: Rupture) -> HttpResponseBase:
    form = RuptureForm(request.POST)

    def save(said: dict[str, Any]) -> None:
        version = said.pop("version") or 0
        actions.change_rupture(found, by=request.membership, version=version, **said)

    return written(request, found, "form", form, save, _("Saved."))


def page_of(
    request: SignedInRequest, found: Rupture, bound: dict[str, Any] | None = None
) -> HttpResponse:
    """A rupture's page; with a `bound` form that could not be written, again with its words."""
    shown = pages.rupture_page(found, request.membership)
    shown["kept"] = pages.kept_about_rupture(found, request.membership)
    shown["helped"] = pages.helped_before(found.client, besides=found)
    if shown["is_mine"]:
        shown |= _forms(request, found, shown["sessions"])
        shown["attempting"] = bool(shown["back"]) or not shown["attempts"]
    context = shown | {"refused": bool(bound)} | (bound or {})
    return render(request, "alliance/rupture.html", context, status=422 if bound else 200)


def written(
    request: SignedInRequest,
    found: Rupture,
    name: str,
    form: Form,
    write: Callable[[dict[str, Any]], object],
    said: str,
    onward: Callable[[], HttpResponseBase] | None = None,
) -> HttpResponseBase:
    """Write what a valid form says and go on; else the page again, with what was typed."""
    if form.is_valid():
        try:
            write(form.cleaned_data)
        except ChangedMeanwhile:
            found.refresh_from_db()
            form.data = at_version(request.POST, found.version)
            form.add_error(None, _("This was changed meanwhile. Your words are below."))
        except RuptureEnded:
            found.refresh_from_db()
            form.add_error(None, _("It has ended meanwhile. Your words are below."))
        except NobodySaidSo:
            words = _("Repaired is what somebody says. Enter at least one person's word.")
            form.add_error("resolution_by_therapist", words)
        else:
            messages.success(request, said)
            return onward() if onward else redirect("rupture", code=found.code)
    return page_of(request, found, {name: form})


def _forms(request: SignedInRequest, found: Rupture, sessions: list[Any]) -> dict[str, Any]:
    """What can be done with it, each an empty form of its own."""
    asked = request.GET.get("session", "")
    return {
        "form": RuptureForm(rupture=found),
        "repair_form": RepairForm(sessions=sessions, initial={"session": asked} if asked else None),
        "back": asked,
        "criteria_form": all_forms.CriteriaForm(rupture=found),
        "own_word_form": all_forms.OwnWordForm(rupture=found),
        "client_word_form": all_forms.ClientWordForm(rupture=found),
        "opening_form": all_forms.OpeningForm(rupture=found),
        "covering_form": all_forms.CoveringForm(rupture=found),
        "revisit_form": all_forms.RevisitForm(rupture=found),
        "closing_form": all_forms.ClosingForm(rupture=found),
        "reopening_form": all_forms.ReopeningForm(rupture=found),
        "promise_form": all_forms.PromiseForm(),
    }
