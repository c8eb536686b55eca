"""Goals and plan, with both voices, and what somebody would like of therapy."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance import pages
from alliance.access import cares_for, get_own_client
from alliance.forms import GoalForm, PlanCommentForm, PlanForm, WantedForm
from clients import actions
from clients.access import get_client
from clients.models import Client, Contribution
from practice.access import SignedInRequest, clinicians_only
from practice.versions import ChangedMeanwhile, at_version

Kind = Contribution.Kind
SHOWN = (
    Kind.GOAL,
    Kind.GOAL_WORD,
    Kind.GOAL_AGREED,
    Kind.PLAN_WORD,
    Kind.PLAN_AGREED,
    Kind.PREFERENCE,
)
"""What the client did that this page shows."""


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def client_plan(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    if request.method == "POST":
        found = get_own_client(request, code)
        return _PARTS.get(request.POST.get("part", ""), _write)(request, found)
    found = get_client(request, code)
    cares = cares_for(request.membership, found)
    response = _page(request, found, cares=cares)
    if cares:
        actions.see_contributions(found, SHOWN, by=request.membership)
    return response


def _write(request: SignedInRequest, client: Client) -> HttpResponseBase:
    form = PlanForm(request.POST, plan=None)
    if form.is_valid():
        try:
            actions.write_plan(client, by=request.membership, **form.said)
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody wrote another version meanwhile. Yours is below."))
            latest = client.plan_versions.latest("number").number
            form.data = at_version(request.POST, latest)
        else:
            messages.success(request, _("Written down. They are asked whether they agree."))
            return redirect("client_plan", code=client.code)
    return _page(request, client, plan_form=form)


def _comment(request: SignedInRequest, client: Client) -> HttpResponseBase:
    form = PlanCommentForm(request.POST)
    plan = client.plan_versions.last()
    if plan and form.is_valid():
        plan.client = client
        actions.comment_on_plan(plan, by=request.membership, **form.cleaned_data)
        return redirect("client_plan", code=client.code)
    return _page(request, client, comment_form=form)


def _want(request: SignedInRequest, client: Client) -> HttpResponseBase:
    form = WantedForm(request.POST)
    if form.is_valid():
        actions.say_preference(client, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Written down. What they said earlier is kept."))
        return redirect("client_plan", code=client.code)
    return _page(request, client, wanted_form=form)


_PARTS: dict[str, Callable[[SignedInRequest, Client], HttpResponseBase]] = {
    "plan": _write,
    "comment": _comment,
    "wanted": _want,
}


def _page(
    request: SignedInRequest, client: Client, *, cares: bool = True, **bound: Form
) -> HttpResponse:
    shown = pages.plan_page(client)
    forms: dict[str, Any] = {
        "cares": cares,
        "may_write": cares and client.ended_on is None,
        "goal_form": GoalForm(),
        "plan_form": PlanForm(plan=shown["plan"]),
        "comment_form": PlanCommentForm(),
        "wanted_form": WantedForm(),
    }
    status = 422 if bound else 200
    return render(request, "alliance/client_plan.html", shown | forms | bound, status=status)
