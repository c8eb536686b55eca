"""The safety lane: what waits for an acknowledgement, and acknowledging it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance import actions, pages
from alliance.access import get_safety_notice
from alliance.actions.acknowledgement import AnsweredHigher
from alliance.forms import AcknowledgeForm
from alliance.models import SafetyNotice
from practice import audit
from practice.access import SignedInRequest, staff_only


@require_safe
@staff_only
def safety(request: SignedInRequest) -> HttpResponse:
    member = request.membership
    shown = pages.safety_lane(member)
    if shown["clients"]:
        codes = [str(client.code) for client in shown["clients"]]
        audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    return render(request, "alliance/safety.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def safety_notice(request: SignedInRequest, code: UUID) -> HttpResponse:
    notice = get_safety_notice(request, code)
    posted = request.POST if request.method == "POST" else None
    form = AcknowledgeForm(posted, by=request.membership)
    if not form.is_valid():
        return _page(request, notice, form, status=422 if form.errors else 200)
    try:
        taken = _acknowledge(request, notice, form)
    except AnsweredHigher:
        return _page(request, get_safety_notice(request, code), form, higher=True, status=409)
    if not taken:
        found = get_safety_notice(request, code)
        return _page(request, found, form, too_late=form.said, status=409)
    messages.success(request, _thanks(request, form))
    return redirect("safety_notice", code=code)


def _thanks(request: SignedInRequest, form: AcknowledgeForm) -> str:
    if form.holder is None:
        return _("Thank you. Nobody else is told now.")
    if form.holder == request.membership:
        return _("Thank you. It stays open, and you are reminded until you say how it ended.")
    return _("Thank you. It stays open: %(name)s is told now.") % {"name": form.holder.name}


def _acknowledge(request: SignedInRequest, notice: Any, form: AcknowledgeForm) -> bool:
    """Who may not read answers is not asked which one they saw: that would tell them."""
    seen = form.cleaned_data["seen"] if notice.in_care else None
    by, holder = request.membership, form.holder
    if holder:
        return actions.hold_safety(notice, form.said, by=by, holder=holder, seen=seen)
    return actions.acknowledge_safety(notice, form.said, by=by, seen=seen)


def _page(
    request: SignedInRequest,
    notice: SafetyNotice,
    form: AcknowledgeForm,
    *,
    status: int,
    **more: Any,
) -> HttpResponse:
    shown = pages.safety_notice(notice, request.membership)
    return render(
        request, "alliance/safety_notice.html", shown | {"form": form} | more, status=status
    )
