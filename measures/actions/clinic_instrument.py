"""Instruments that a clinic brings along, and definitions that leave it."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from measures import catalogue
from measures.catalogue import UnknownInstrumentError
from measures.clinic import catalogue_of
from measures.fhir.errors import FhirError
from measures.fhir.incoming import read_questionnaire
from measures.fhir.questionnaire import items
from measures.instrument import Instrument
from measures.models import ClinicInstrument
from measures.relatives import muted_item, original_of
from practice import audit
from practice.models import Clinic, Membership

# Words that stand in the addresses of these pages where a key would stand.
_TAKEN = frozenset({"import", "imported", "packs"})
# What else a page of the check-in sends: an item of that name would stand in its place.
_SENT_BESIDE = frozenset({"csrfmiddlewaretoken", "for", "language", "to"})
# What the columns hold.
_LONGEST_KEY, _LONGEST_TITLE, _LAST_VERSION = 40, 200, 32767


class ShippedAlready(Exception):
    """The product has an instrument with this key; its wording is a matter for a pack."""


class ImportedAlready(Exception):
    """The clinic has this version already, withdrawn or not. Nothing was written."""


def read_import(source: str, *, by: Membership) -> Instrument:
    """The instrument in a file, in a language in which clients are asked; nothing is written.

    Raises ShippedAlready, ImportedAlready or FhirError if it cannot be imported here.
    """
    instrument = read_questionnaire(source, languages=Clinic.Language.values)
    _refuse(instrument, by)
    return instrument


def _refuse(instrument: Instrument, by: Membership) -> None:
    for place, text, longest in (
        ("Questionnaire.title", instrument.title, _LONGEST_TITLE),
        ("Questionnaire.extension", instrument.key, _LONGEST_KEY),
    ):
        if len(text) > longest:
            raise FhirError(place, f"holds a name of more than {longest} characters")
    for item in instrument.items:
        if item.key in _SENT_BESIDE:
            raise FhirError("Questionnaire.item", f"has “{item.key}”, which names no question here")
    if instrument.composite.lowest < 0:
        raise FhirError("Questionnaire.extension", "has a score below 0, which is not kept here")
    if instrument.version > _LAST_VERSION:
        raise FhirError("Questionnaire.version", f"is above {_LAST_VERSION}")
    if instrument.key in _TAKEN or _is_shipped(instrument.key):
        raise ShippedAlready
    same = ClinicInstrument.objects.filter(
        clinic_id=by.clinic_id, key=instrument.key, version=instrument.version
    )
    if same.exists():
        raise ImportedAlready
    known = catalogue_of(by.clinic).newest()
    _refuse_derivative(instrument, known)
    _refuse_muted(instrument, known)


def _refuse_derivative(instrument: Instrument, known: Iterable[Instrument]) -> None:
    """Raise FhirError if it is a known one rewritten, where the licence of that forbids it."""
    if original := original_of(instrument, known):
        says = f"are those of the {original.title}, whose licence allows no other form of it"
        raise FhirError("Questionnaire.item", f"{says}: fill its words in under “{original.key}”")


def _refuse_muted(instrument: Instrument, known: Iterable[Instrument]) -> None:
    """Raise FhirError if a question that is known to be about safety would raise no notice."""
    item = muted_item(instrument, known)
    if item:
        wording = next(iter(instrument.wordings.values()), None)
        written = [each["linkId"] for each in items(instrument, wording)]
        place = f"Questionnaire.item[{written.index(item.key)}]"
        raise FhirError(place, f"“{item.key}” is a safety question and must be marked as one")


@transaction.atomic
def import_instrument(source: str, *, by: Membership) -> ClinicInstrument:
    """Keep the Questionnaire in `source` (JSON) as one of the clinic's instruments.

    Raises FhirError, ShippedAlready or ImportedAlready; then nothing was written.
    """
    instrument = read_import(source, by=by)
    try:
        with transaction.atomic():
            row = ClinicInstrument.objects.create(
                clinic_id=by.clinic_id,
                key=instrument.key,
                version=instrument.version,
                title=instrument.title,
                questionnaire=json.loads(source),
                imported_by=by,
            )
    except IntegrityError as error:
        raise ImportedAlready from error
    audit.record(audit.Kind.CREATED, row, by=by, **_which(instrument))
    return row


@transaction.atomic
def withdraw_instrument(row: ClinicInstrument, *, by: Membership) -> None:
    """Ask nobody this any more; what was answered stays readable. Twice changes nothing."""
    current = ClinicInstrument.objects.filter(pk=row.pk, withdrawn_at=None)
    if current.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        audit.record(
            audit.Kind.REVOKED, row, by=by, instrument=row.key, instrument_version=row.version
        )


def record_export(instrument: Instrument, language: str | None, *, by: Membership) -> None:
    """Leave a trace that a definition, or one with its wording, was taken out."""
    audit.record(audit.Kind.EXPORTED, by, by=by, language=language or "", **_which(instrument))


def _is_shipped(key: str) -> bool:
    try:
        catalogue.instrument(key)
    except UnknownInstrumentError:
        return False
    return True


def _which(instrument: Instrument) -> dict[str, Any]:
    return {"instrument": instrument.key, "instrument_version": instrument.version}
