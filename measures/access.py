"""The doors to a clinic's instruments. Another clinic's answer as those that do not exist: 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from measures.catalogue import UnknownInstrumentError
from measures.clinic import ClinicCatalogue, catalogue_of
from measures.instrument import Instrument
from measures.models import ClinicInstrument, WordingPack
from practice.access import SignedInRequest


def get_instrument(request: SignedInRequest, key: str) -> tuple[ClinicCatalogue, Instrument]:
    """The newest version of an instrument that is shipped or was imported by this clinic."""
    catalogue = catalogue_of(request.membership.clinic)
    return catalogue, _found(catalogue, key)


def get_pack(request: SignedInRequest, code: UUID) -> tuple[WordingPack, Instrument]:
    """A pack of the clinic, whatever became of it, and the instrument it words."""
    packs = WordingPack.objects.without_document().filter(clinic=request.membership.clinic)
    people = ("created_by__user", "switched_on_by__user", "withdrawn_by__user")
    pack = get_object_or_404(packs.select_related(*people), code=code)
    catalogue = catalogue_of(request.membership.clinic)
    return pack, _found(catalogue, pack.instrument, pack.instrument_version)


def get_document(request: SignedInRequest, code: UUID) -> WordingPack:
    """A pack of the clinic with the scanned evidence that was put to it."""
    with_document = WordingPack.objects.filter(document_file__isnull=False)
    return get_object_or_404(with_document, clinic=request.membership.clinic, code=code)


def get_import(request: SignedInRequest, code: UUID) -> ClinicInstrument:
    """An instrument that the clinic imported, withdrawn or not."""
    return get_object_or_404(ClinicInstrument, clinic=request.membership.clinic, code=code)


def _found(catalogue: ClinicCatalogue, key: str, version: int | None = None) -> Instrument:
    try:
        return catalogue.instrument(key, version)
    except UnknownInstrumentError as error:
        raise Http404 from error
