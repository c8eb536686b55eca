"""What is asked and when, and the answers to take away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance import actions, pages
from alliance.access import get_administration, get_own_client
from alliance.asked import schedulable
from alliance.forms import ScheduleForm
from alliance.models import ScheduledMeasure
from alliance.pages.schedule import Line, in_words, lacks_crisis_resources, who_is_told
from alliance.views.fhir import fhir_file
from clients.models import Client
from measures.instrument import Instrument
from practice.access import SignedInRequest, admins_only, therapists_only
from practice.versions import ChangedMeanwhile


@require_safe
@admins_only
def clinic_schedule(request: SignedInRequest) -> HttpResponse:
    shown = pages.clinic_schedule(request.membership.clinic)
    return render(request, "alliance/clinic_schedule.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def schedule_measure(request: SignedInRequest, instrument: str) -> HttpResponseBase:
    measure = _instrument(request, instrument)
    lines = ScheduledMeasure.objects.filter(clinic=request.membership.clinic, client=None)
    line = lines.filter(instrument=measure.key).first()
    form = ScheduleForm(request.POST or None, line=line)
    if form.is_valid() and _scheduled(request, form, measure, None):
        return redirect("clinic_schedule")
    return _show(request, form, measure, {"line": line})


@require_safe
@therapists_only
def client_measures(request: SignedInRequest, code: UUID) -> HttpResponse:
    client = get_own_client(request, code)
    return render(request, "alliance/client_measures.html", pages.client_measures(client))


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def client_measure(request: SignedInRequest, code: UUID, instrument: str) -> HttpResponseBase:
    client = get_own_client(request, code)
    if client.ended_on:
        raise Http404
    measure = _instrument(request, instrument)
    line = ScheduledMeasure.objects.filter(client=client, instrument=measure.key).first()
    form = ScheduleForm(request.POST or None, line=line, of_client=True)
    if form.is_valid() and _scheduled(request, form, measure, client):
        return redirect("client_measures", code=code)
    lines = ScheduledMeasure.objects.filter(clinic=client.clinic, client=None)
    usual = in_words(lines.filter(instrument=measure.key).first())
    return _show(request, form, measure, {"line": line, "client": client, "usual": usual})


@require_safe
@therapists_only
def administration_fhir(
    request: SignedInRequest, code: UUID, administration: UUID
) -> HttpResponseBase:
    given = get_administration(request, code, administration)
    return fhir_file(pages.as_response(given), f"{given.instrument}-{given.code}.json")


def _instrument(request: SignedInRequest, key: str) -> Instrument:
    found = schedulable(request.membership.clinic)
    measure = next((each for each in found if each.key == key), None)
    if measure is None:
        raise Http404
    return measure


def _scheduled(
    request: SignedInRequest, form: ScheduleForm, measure: Instrument, client: Client | None
) -> bool:
    """Save it; where that is refused, put the reason on the form."""
    try:
        actions.schedule_measure(
            measure.key,
            form.chosen,
            by=request.membership,
            client=client,
            was=form.cleaned_data["was"],
        )
    except actions.AskedInstead as instead:
        form.add_error("timing", _one_of_two(_instrument(request, instead.key)))
        return False
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody changed this meanwhile. Look again, then save."))
        return False
    messages.success(request, _("Saved. It holds from the next check-in that is begun."))
    return True


def _one_of_two(other: Instrument) -> str:
    return _(
        "%(other)s is asked already. It has the same questions, so only one of the two can be "
        "asked: take that one off first."
    ) % {"other": other.title}


def _show(
    request: SignedInRequest, form: ScheduleForm, measure: Instrument, more: dict[str, Any]
) -> HttpResponse:
    clinic = request.membership.clinic
    page = {
        "form": form,
        "measure": measure,
        "told": who_is_told(clinic),
        "no_crisis_resources": lacks_crisis_resources(clinic, [Line(measure, None)]),
        "clinic": clinic,
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "alliance/schedule_measure.html", page, status=status)
