"""One's own goals: proposing, agreeing, other words, how far; and the plan."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance.forms import goal_forms
from clients import actions
from clients.models import Client, Goal
from portal.access import get_own_goal
from portal.crisis import resources
from portal.forms.goal import RATE, HowFarForm, NewGoalForm, OwnGoalForm, OwnPlanForm
from portal.pages import goal as pages
from portal.views.own import own_space
from practice.versions import ChangedMeanwhile, at_version


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def goals(request: HttpRequest, client: Client) -> HttpResponse:
    form = NewGoalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words, whose = form.cleaned_data["words"], Goal.ProposedBy.CLIENT
        goal = actions.propose_goal(client, by=None, words=words, proposed_by=whose)
        return redirect("space_goal", code=goal.code)
    page = pages.goals(client) | {"form": form} | _help(client)
    return render(request, "portal/space/goals.html", page, status=422 if form.errors else 200)


def _help(client: Client) -> dict[str, Any]:
    return {"resources": resources(client.clinic.crisis_resources)}


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def goal(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    found = get_own_goal(client, code)
    if request.method != "POST":
        return _goal(request, client, found)
    if request.POST.get("act") == RATE:
        return _rate(request, client, found)
    form = OwnGoalForm(request.POST, goal=found)
    if form.is_valid():
        try:
            actions.act_on_goal(found, form.cleaned_data["act"], by=None, **form.said)
        except ChangedMeanwhile:
            found = get_own_goal(client, code)
            form.data = at_version(request.POST, found.version)
            form.add_error(None, _("This was changed just now. Please read it again first."))
        else:
            return redirect("space_goal", code=code)
    return _goal(request, client, found, posted=form)


def _rate(request: HttpRequest, client: Client, goal: Goal) -> HttpResponse:
    form = HowFarForm(request.POST)
    if not form.is_valid():
        return _goal(request, client, goal, how_far=form)
    if goal.is_current:
        actions.rate_goal(goal, form.cleaned_data["value"])
    return redirect("space_goal", code=goal.code)


def _goal(
    request: HttpRequest,
    client: Client,
    goal: Goal,
    *,
    posted: OwnGoalForm | None = None,
    how_far: HowFarForm | None = None,
) -> HttpResponse:
    forms = goal_forms(goal, posted or OwnGoalForm(goal=goal, shown="turn"))
    shown = {"posted": posted, "how_far": how_far or HowFarForm()} | _help(client)
    status = 422 if posted or how_far else 200
    page = pages.one(goal) | forms | shown
    return render(request, "portal/space/goal.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def plan(request: HttpRequest, client: Client) -> HttpResponse:
    form = OwnPlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _about_plan(client, form.cleaned_data)
        except ChangedMeanwhile:
            form.add_error(None, _("This was changed just now. Please read it again first."))
        else:
            return redirect("space_plan")
    page = pages.plan(client) | {"form": form} | _help(client)
    return render(request, "portal/space/plan.html", page, status=422 if form.errors else 200)


def _about_plan(client: Client, said: dict[str, Any]) -> None:
    """Their yes to the version they read, or a word about it. Raises ChangedMeanwhile."""
    if said["act"] == "agree":
        actions.agree_plan(client, version=said["version"])
        return
    plan = client.plan_versions.select_related("client").filter(number=said["version"]).first()
    if plan is None:
        raise ChangedMeanwhile
    actions.comment_on_plan(plan, by=None, words=said["words"])
