"""Goals."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance import pages
from alliance.access import cares_for, get_goal, get_own_goal
from alliance.forms import GoalActForm, GoalForm, goal_forms
from clients import actions
from clients.access import get_client
from clients.models import Goal
from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile, at_version


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def new_goal(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    client = get_client(request, code)
    form = GoalForm(request.POST or None)
    if form.is_valid():
        actions.propose_goal(client, by=request.membership, **form.cleaned_data)
        messages.success(request, _("The goal is written down."))
        return redirect("client", code=code)
    return render(request, "alliance/new_goal.html", {"client": client, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def goal(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    if request.method != "POST":
        found = get_goal(request, code)
        return _one(request, found, cares=cares_for(request.membership, found.client))
    found = get_own_goal(request, code)
    form = GoalActForm(request.POST, goal=found)
    if form.is_valid():
        try:
            actions.act_on_goal(found, form.cleaned_data["act"], by=request.membership, **form.said)
        except ChangedMeanwhile:
            found.refresh_from_db(fields=["version"])
            form.data = at_version(request.POST, found.version)
            form.add_error(None, _("This was changed meanwhile. Read it again; yours is below."))
        else:
            return redirect("goal", code=code)
    return _one(request, get_own_goal(request, code), posted=form)


def _one(
    request: SignedInRequest, goal: Goal, *, cares: bool = True, posted: GoalActForm | None = None
) -> HttpResponse:
    shown = {
        "story": pages.told_goal(goal, to_client=False),
        "client": goal.client,
        "cares": cares,
        "posted": posted,
    }
    forms = goal_forms(goal, posted)
    return render(request, "alliance/goal.html", shown | forms, status=422 if posted else 200)


@require_POST
@therapists_only
def agree_goal(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    goal = get_own_goal(request, code)
    shown = request.POST.get("version", "")
    version = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 10 else None
    try:
        actions.agree_goal_together(goal, by=request.membership, version=version)
    except ChangedMeanwhile:
        messages.error(request, _("Its words were changed meanwhile. Read them again first."))
    else:
        messages.success(request, _("Agreed by both, today."))
    return redirect("client_plan", code=goal.client.code)
