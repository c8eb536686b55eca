"""The clinic's people: an admin's pages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice import actions, pages
from practice.access import SignedInRequest, admins_only
from practice.forms import RolesForm, SupervisionForm
from practice.models import Membership
from practice.staff import get_colleague, get_supervision
from practice.versions import ChangedMeanwhile


@require_safe
@admins_only
def people(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "practice/people.html", {"people": pages.people(request.membership.clinic)}
    )


@require_safe
@admins_only
def person(request: SignedInRequest, code: UUID) -> HttpResponse:
    return _page(request, get_colleague(request, code))


@require_POST
@admins_only
def change_roles(request: SignedInRequest, code: UUID) -> HttpResponse:
    colleague = get_colleague(request, code)
    form = RolesForm(request.POST, membership=colleague)
    if not form.is_valid():
        return _page(request, colleague, roles_form=form)
    try:
        actions.change_roles(
            colleague,
            by=request.membership,
            shown=form.cleaned_data["shown"],
            roles=form.cleaned_data["roles"],
        )
    except actions.LastAdmin:
        form.add_error("roles", _("The clinic needs one admin. Make somebody else one first."))
        return _page(request, colleague, roles_form=form)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, colleague)
    messages.success(request, _("%(name)s’s roles are changed.") % {"name": colleague.name})
    return redirect("people")


@require_POST
@admins_only
def request_supervision(request: SignedInRequest, code: UUID) -> HttpResponse:
    colleague = get_colleague(request, code)
    form = SupervisionForm(request.POST, supervisee=colleague)
    if not colleague.is_therapist or not form.is_valid():
        return _page(request, colleague, supervision_form=form)
    try:
        supervisor, cosigns = form.cleaned_data["supervisor"], form.cleaned_data["cosigns"]
        actions.request_supervision(supervisor, colleague, by=request.membership, cosigns=cosigns)
    except actions.SupervisedAlready:
        return _changed_meanwhile(request, colleague)
    asked = _("%(name)s is asked. Until they agree, nothing opens.") % {"name": colleague.name}
    messages.success(request, asked)
    return redirect("person", code=colleague.code)


@require_POST
@admins_only
def end_supervision(request: SignedInRequest, code: UUID) -> HttpResponse:
    supervision = get_supervision(request, code)
    actions.end_supervision(supervision, by=request.membership)
    return redirect("person", code=supervision.supervisee.code)


@require_POST
@admins_only
def change_co_signing(request: SignedInRequest, code: UUID) -> HttpResponse:
    supervision = get_supervision(request, code)
    wanted = request.POST.get("cosigns") == "yes"
    actions.change_co_signing(supervision, by=request.membership, cosigns=wanted)
    return redirect("person", code=supervision.supervisee.code)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def end_work(request: SignedInRequest, code: UUID) -> HttpResponse:
    colleague = get_colleague(request, code)
    if request.method != "POST":
        return render(request, "practice/end_work.html", {"colleague": colleague})
    try:
        actions.end_membership(colleague, by=request.membership)
    except actions.LastAdmin:
        return render(
            request, "practice/end_work.html", {"colleague": colleague, "last_admin": True}
        )
    messages.success(request, _("%(name)s no longer works here.") % {"name": colleague.name})
    return redirect("people")


def _changed_meanwhile(request: SignedInRequest, colleague: Membership) -> HttpResponse:
    messages.warning(
        request, _("Somebody changed this meanwhile; nothing was saved. Here is how it stands now.")
    )
    return _page(request, get_colleague(request, colleague.code), status=409)


def _page(
    request: SignedInRequest,
    colleague: Membership,
    *,
    roles_form: RolesForm | None = None,
    supervision_form: SupervisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "colleague": colleague,
        "supervisions": pages.supervisions(colleague),
        "roles_form": roles_form or RolesForm(membership=colleague),
        "supervision_form": supervision_form or SupervisionForm(supervisee=colleague),
    }
    return render(request, "practice/person.html", page, status=status)
