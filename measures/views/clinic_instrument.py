"""Instruments that a clinic brings along as a FHIR Questionnaire."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures import actions, pages
from measures.access import get_import
from measures.fhir.errors import FhirError
from measures.forms import ConfirmImportForm, ImportForm
from practice.access import SignedInRequest, admins_only


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def import_instrument(request: SignedInRequest) -> HttpResponse:
    if "signed" in request.POST:
        return _store(request)
    posted = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if posted else ImportForm()
    if not form.is_valid():
        return _ask(request, form)
    return _look_at(request, form)


def _look_at(request: SignedInRequest, form: ImportForm) -> HttpResponse:
    clinic = request.membership.clinic
    try:
        source = form.text()
        instrument = actions.read_import(source, by=request.membership)
        signed = ConfirmImportForm.sign(source, clinic)
    except (FhirError, actions.ShippedAlready, actions.ImportedAlready) as refused:
        form.add_error("questionnaire", _why(refused))
        return _ask(request, form)
    page = {
        "instrument": instrument,
        "about": pages.about(instrument, []),
        "understood": pages.understood(instrument),
        "form": ConfirmImportForm(initial={"signed": signed}),
    }
    return render(request, "measures/import_confirm.html", page)


def _store(request: SignedInRequest) -> HttpResponse:
    clinic = request.membership.clinic
    try:
        source = ConfirmImportForm(request.POST).source(clinic)
        row = actions.import_instrument(source, by=request.membership)
    except (FhirError, ValidationError, actions.ShippedAlready, actions.ImportedAlready) as refused:
        return _ask(request, ImportForm(), refused=_why(refused))
    messages.success(request, _("%(title)s is one of the clinic’s.") % {"title": row.title})
    return redirect("instrument", key=row.key)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def withdraw_instrument(request: SignedInRequest, code: UUID) -> HttpResponse:
    row = get_import(request, code)
    if request.method != "POST":
        return render(request, "measures/withdraw_instrument.html", {"row": row})
    actions.withdraw_instrument(row, by=request.membership)
    messages.success(request, _("Withdrawn. What was answered to it stays readable."))
    return redirect("instruments")


def _ask(request: SignedInRequest, form: ImportForm, *, refused: str = "") -> HttpResponse:
    page = {"form": form, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "measures/import.html", page, status=status)


def _why(refused: Exception) -> str:
    match refused:
        case FhirError():
            values = {"place": refused.place, "reason": refused.reason.rstrip(".")}
            return _("%(place)s: %(reason)s. Nothing was stored.") % values
        case ValidationError():
            return str(refused.message)
        case actions.ImportedAlready():
            return _("The clinic has this version already. Nothing was stored.")
        case _:
            return _(
                "The product is shipped with an instrument of this key. Nothing was stored: open "
                "it in the list, and fill in its wording there."
            )
