"""A client's story, details and consents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance import pages
from alliance.access import cares_for
from alliance.actions import change_details, reach_again, resume_messages, stop_messages
from alliance.forms import ClientForm, EndingForm, GoalForm, NewClientForm
from clients import actions
from clients.access import get_client
from clients.models import Client, Consent, Contribution
from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile, at_version


@require_safe
@clinicians_only
def client(request: SignedInRequest, code: UUID) -> HttpResponse:
    found = get_client(request, code)
    shown = pages.client_story(found, request.membership)
    may_write = request.membership.is_therapist and found.ended_on is None
    cares = cares_for(request.membership, found)
    forms = {"goal_form": GoalForm(), "may_write": may_write, "cares": cares}
    shown["safety"] = pages.waiting_about(found, request.membership)
    shown["kept"] = pages.kept_about_client(found, request.membership)
    return render(request, "alliance/client.html", shown | forms)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def new_client(request: SignedInRequest) -> HttpResponseBase:
    form = NewClientForm(request.POST or None)
    if form.is_valid():
        added = actions.add_client(by=request.membership, consents=form.consents, **form.details)
        messages.success(request, _("%(name)s is on your caseload.") % {"name": added.short_name})
        return redirect("client", code=added.code)
    return render(request, "alliance/new_client.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def client_details(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_client(request, code)
    form = ClientForm(request.POST or None, client=found)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            change_details(found, by=request.membership, version=version, **form.details)
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody saved other details meanwhile. Yours are below."))
            form.data = at_version(request.POST, found.version)
        else:
            messages.success(request, _("Saved."))
            return redirect("client", code=code)
    if cares_for(request.membership, found):
        actions.see_contributions(found, [Contribution.Kind.CONSENT], by=request.membership)
    return render(request, "alliance/client_details.html", _details(found, form))


def _details(found: Client, form: ClientForm) -> dict[str, Any]:
    latest = {consent.kind: consent for consent in found.consents.order_by("given_at", "pk")}
    consents = [(kind, latest.get(kind.value)) for kind in Consent.Kind]
    return {
        "client": found,
        "form": form,
        "consents": consents,
        "ending_form": EndingForm(client=found),
        "sending": pages.sending_to(found),
        "safety_notices": found.safety_notices.order_by("-raised_at", "-id"),
    }


@require_POST
@therapists_only
def ending(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_client(request, code)
    if request.POST.get("resume"):
        actions.resume_therapy(found, by=request.membership)
        messages.success(request, _("Welcome back. The record goes on where it stood."))
        return redirect("client", code=code)
    form = EndingForm(request.POST, client=found)
    if form.is_valid():
        actions.end_therapy(found, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Recorded. The record stays; nothing more is sent."))
        return redirect("client", code=code)
    shown = _details(found, ClientForm(client=found)) | {"ending_form": form}
    return render(request, "alliance/client_details.html", shown, status=422)


@require_POST
@therapists_only
def reach_client(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_client(request, code)
    reach_again(found, by=request.membership)
    messages.success(request, _("Messages go to that address again."))
    return redirect("client_details", code=code)


@require_POST
@therapists_only
def consent(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_client(request, code)
    try:
        kind = Consent.Kind(request.POST.get("kind", ""))
    except ValueError as error:
        raise Http404 from error
    given = request.POST.get("given") == "yes"
    if kind == Consent.Kind.CHECK_INS:  # what is sent goes with it
        (resume_messages if given else stop_messages)(found, by=request.membership)
    else:
        act = actions.give_consent if given else actions.withdraw_consent
        act(found, kind, by=request.membership)
    messages.success(request, _("Consent recorded.") if given else _("Withdrawal recorded."))
    return redirect("client_details", code=code)
