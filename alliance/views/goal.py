"""Goals."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance.forms import GoalForm
from clients import actions
from clients.access import get_client
from clients.models import Client, Goal
from practice.access import SignedInRequest, therapists_only


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


@require_POST
@therapists_only
def agree_goal(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    mine = Client.objects.visible_to(request.membership)
    goal = get_object_or_404(Goal.objects.select_related("client"), code=code, client__in=mine)
    actions.agree_goal(goal, by=request.membership)
    messages.success(request, _("Agreed by both, today."))
    return redirect("client", code=goal.client.code)
