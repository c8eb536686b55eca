"""Recording a rupture, completing it, repair, and its ending."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import actions, pages
from alliance.access import get_rupture
from alliance.forms import ClosingForm, RepairForm, RuptureForm
from alliance.models import RepairAttempt, Rupture, Signal
from alliance.vocabulary import Noticer
from clients.models import Client
from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile, at_version
from sessions.access import get_own_session
from sessions.models import Participation, Session


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def new_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    session, parts = get_own_session(request, code)
    part = _chosen(parts, request.POST.get("client") or request.GET.get("client", ""))
    signal = _signal(request, part.client)
    form = RuptureForm(request.POST or None, initial=_noticed(signal))
    if form.is_valid():
        recorded = actions.record_rupture(
            session, part.client, by=request.membership, signal=signal, **form.details
        )
        if "note" in request.POST:  # pressed on the way to the note: the rest can follow
            messages.success(request, _("Recorded. The rest can follow, from its own page."))
            return redirect("session", code=session.code)
        messages.success(request, _("Recorded. What did you do about it?"))
        return redirect("rupture", code=recorded.code)
    context = {"session": session, "parts": parts, "part": part, "form": form, "signal": signal}
    note = getattr(session, "note", None)
    context["helped"] = pages.helped_before(part.client)
    context["to_note"] = note is not None and not note.is_signed
    return render(request, "alliance/new_rupture.html", context)


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
    found = get_rupture(request, code)
    mine = found.recorded_by_id == request.membership.pk
    if request.method == "POST":
        return _change(request, _own(found, request))
    forms = _forms(found) if mine else {}
    return render(request, "alliance/rupture.html", _shown(found, mine=mine) | forms)


def _change(request: SignedInRequest, found: Rupture) -> HttpResponseBase:
    form = RuptureForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_rupture(found, by=request.membership, version=version, **form.details)
        except ChangedMeanwhile:
            form.add_error(None, _("This was changed meanwhile. Your words are below."))
            form.data = at_version(request.POST, found.version)
        else:
            messages.success(request, _("Saved."))
            return redirect("rupture", code=found.code)
    context = _shown(found, mine=True) | _forms(found) | {"form": form}
    return render(request, "alliance/rupture.html", context, status=422)


def _shown(found: Rupture, *, mine: bool) -> dict[str, object]:
    attempts = list(found.attempts.select_related("session"))
    helped = pages.helped_before(found.client, besides=found)
    return {"rupture": found, "attempts": attempts, "is_mine": mine, "helped": helped}


def _forms(found: Rupture) -> dict[str, object]:
    return {
        "form": RuptureForm(rupture=found),
        "repair_form": RepairForm(),
        "closing_form": ClosingForm(initial={"version": found.version}),
        "sessions": _sessions_since(found),
    }


def _sessions_since(found: Rupture) -> list[Session]:
    """Sessions in which repair can have been attempted: the rupture's own and those after it."""
    parts = found.client.participations.not_missed().filter(
        starts_at__gte=found.session.starts_at, starts_at__lte=timezone.now()
    )
    return [part.session for part in parts.select_related("session").order_by("-starts_at")]


def _own_rupture(request: SignedInRequest, code: UUID) -> Rupture:
    """The door for writing: the therapist who recorded it."""
    return _own(get_rupture(request, code), request)


def _own(found: Rupture, request: SignedInRequest) -> Rupture:
    if found.recorded_by_id != request.membership.pk:
        raise Http404
    return found


@require_POST
@therapists_only
def repair(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = _own_rupture(request, code)
    form = RepairForm(request.POST)
    sessions = _sessions_since(found)
    session = next((s for s in sessions if str(s.code) == request.POST.get("session")), None)
    if form.is_valid() and session and found.is_open:
        actions.record_repair_attempt(found, session, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Written down. It is being repaired."))
        return redirect("rupture", code=code)
    if form.is_valid():
        form.add_error(None, _("Choose in which session this was."))
    context = _shown(found, mine=True) | _forms(found) | {"repair_form": form}
    return render(request, "alliance/rupture.html", context, status=422)


@require_POST
@therapists_only
def close_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = _own_rupture(request, code)
    form = ClosingForm(request.POST)
    if form.is_valid():
        sessions = _sessions_since(found)
        try:
            actions.close_rupture(
                found,
                by=request.membership,
                session=sessions[0] if sessions else None,
                **form.cleaned_data,
            )
        except ChangedMeanwhile:
            form.add_error(None, _("This was changed meanwhile. Look again, then save."))
        else:
            messages.success(request, _("Written down."))
            return redirect("rupture", code=code)
    context = _shown(found, mine=True) | _forms(found) | {"closing_form": form}
    return render(request, "alliance/rupture.html", context, status=422)


@require_POST
@therapists_only
def promise_kept(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    attempt = get_object_or_404(
        RepairAttempt.objects.select_related("rupture__client"),
        code=code,
        recorded_by=request.membership,
        rupture__client__in=Client.objects.visible_to(request.membership),
    )
    actions.keep_promise(attempt, by=request.membership)
    messages.success(request, _("Kept."))
    return _back(request.POST.get("session", ""), attempt.rupture)


def _back(written: str, rupture: Rupture) -> HttpResponseBase:
    """To the session on whose page it was marked, else to the rupture."""
    with suppress(ValueError):
        if Session.objects.filter(code=UUID(written)).exists():
            return redirect("session", code=written)
    return redirect("rupture", code=rupture.code)
