"""What a clinic can ask, one by one, and the way out of here for a definition."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from measures import actions, pages
from measures.access import get_instrument
from measures.clinic import ClinicCatalogue
from measures.fhir.questionnaire import definition_alone, questionnaire
from measures.forms import LanguageForm
from measures.instrument import Instrument, Perspective
from practice.access import SignedInRequest, admins_only


@require_safe
@admins_only
def instruments(request: SignedInRequest) -> HttpResponse:
    page = pages.instruments(request.membership.clinic)
    return render(request, "measures/instruments.html", {"page": page})


@require_safe
@admins_only
def instrument(request: SignedInRequest, key: str) -> HttpResponse:
    catalogue, found = get_instrument(request, key)
    return render(request, "measures/instrument.html", _page(request, catalogue, found))


@require_POST
@admins_only
def new_pack(request: SignedInRequest, key: str) -> HttpResponse:
    catalogue, found = get_instrument(request, key)
    form = LanguageForm(request.POST, has=found.wordings)
    if not _is_worded_here(catalogue, found) or not form.is_valid():
        messages.error(request, _("No wording can be filled in for this language."))
        return redirect("instrument", key=key)
    language = form.cleaned_data["language"]
    pack = actions.begin_pack(found, language, by=request.membership)
    return redirect("pack", code=pack.code)


@require_safe
@admins_only
def export_instrument(request: SignedInRequest, key: str) -> HttpResponse:
    _catalogue, found = get_instrument(request, key)
    language = request.GET.get("language", "")
    worded = language in found.wordings
    resource = questionnaire(found, language) if worded else definition_alone(found)
    actions.record_export(found, language if worded else None, by=request.membership)
    name = "-".join([found.key, str(found.version), *([language] if worded else [])])
    return JsonResponse(
        resource,
        content_type="application/fhir+json",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )


def _page(
    request: SignedInRequest, catalogue: ClinicCatalogue, found: Instrument
) -> dict[str, Any]:
    clinic = request.membership.clinic
    chapters = pages.history(clinic, found)
    about = pages.about(found, chapters)
    form = LanguageForm(has=about.taken)
    return {
        "instrument": found,
        "about": about,
        "chapters": chapters,
        "imported": pages.imported_row(clinic, found),
        "form": form if form.languages and _is_worded_here(catalogue, found) else None,
    }


def _is_worded_here(catalogue: ClinicCatalogue, found: Instrument) -> bool:
    """Words are for clients to read, and not for what was withdrawn."""
    return found.perspective is Perspective.CLIENT and not catalogue.is_withdrawn(found)
