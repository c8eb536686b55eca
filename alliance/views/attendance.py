"""Who came, who did not and what is known of it, and sending a check-in by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance import actions, pages
from alliance.forms import AbsenceForm, AttendanceForm
from alliance.views.session import workspace_forms
from practice.access import SignedInRequest, therapists_only
from practice.versions import ChangedMeanwhile
from sessions.access import get_own_session, leave_trace
from sessions.desk import Desk
from sessions.models import Participation


@require_POST
@therapists_only
def attendance(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    form = AttendanceForm(request.POST)
    part = _part(parts, request.POST.get("part", ""))
    if form.is_valid() and part:
        actions.miss_session(part, form.cleaned_data["attendance"], by=request.membership)
        messages.success(request, _("Recorded."))
    else:
        messages.error(request, _("Choose what happened."))
    return redirect("session", code=found.code)


@require_POST
@therapists_only
def absence(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    part = _part(parts, request.POST.get("part", ""))
    if part is None or not part.was_missed:
        raise Http404
    form = AbsenceForm(request.POST, part=part)
    if form.is_valid() and _explain(form, request):
        messages.success(request, _("Written down."))
        return redirect("session", code=code)
    leave_trace(request, found, parts)
    shown = pages.workspace(found, parts, request.membership)
    forms = workspace_forms(shown, request.GET, Desk(request.membership, shown["note"]))
    others = [each for each in forms["absence_forms"] if each.part.pk != part.pk]
    shown |= forms | {"absence_forms": [form, *others]}
    return render(request, "alliance/session.html", shown, status=422)


def _explain(form: AbsenceForm, request: SignedInRequest) -> bool:
    entered = form.cleaned_data
    try:
        actions.explain_absence(
            form.part,
            by=request.membership,
            words=entered["words"],
            told_at=entered["told_at"],
            seen=entered["seen"],
        )
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody recorded this meanwhile. Look again, then save."))
        return False
    return True


@require_POST
@therapists_only
def send_check_in(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found, parts = get_own_session(request, code)
    part = _part(parts, request.POST.get("part", ""))
    check_in = getattr(part, "check_in", None) if part else None
    if check_in is None or check_in.is_submitted or found.starts_at <= timezone.now():
        raise Http404
    if not actions.wants_check_ins(check_in.client):
        messages.error(request, _("They are sent none: there is no consent, or no address."))
    elif check_in.sent_at is None:
        actions.send_check_in_now(check_in, by=request.membership)
        messages.success(request, _("The check-in is on its way."))
    else:
        actions.renew_link(check_in, by=request.membership)
        messages.success(request, _("A new link is on its way; the old one no longer works."))
    return redirect("session", code=code)


def _part(parts: list[Participation], code: str) -> Participation | None:
    return next((part for part in parts if str(part.code) == code), None)
