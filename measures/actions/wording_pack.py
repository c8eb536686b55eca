"""A wording pack from its first draft until it is withdrawn."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.definition import DefinitionError
from measures.documents import Document
from measures.evidence import Evidence
from measures.instrument import Instrument
from measures.locked import reworded
from measures.models import WordingPack
from measures.models.wording_pack import PUBLISHED_IN
from measures.texts import names_of_parts, worded
from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile


class WordedAlready(Exception):
    """The instrument is shipped with wording in this language. Nothing was written."""


class NotYet(Exception):
    """A text or a piece of evidence is missing or out of place; nothing was switched on."""


class Reworded(NotYet):
    """The licence allows no other words than those that were on before; nothing was switched on."""


@transaction.atomic
def begin_pack(instrument: Instrument, language: str, *, by: Membership) -> WordingPack:
    """Return a new draft, or the pack that is there already for this version and language.

    Raises WordedAlready: what is shipped is not replaced by a clinic's own words.
    """
    current = WordingPack.objects.filter(
        clinic_id=by.clinic_id,
        instrument=instrument.key,
        instrument_version=instrument.version,
        language=language,
        withdrawn_at=None,
    )
    if found := current.first():
        return found
    if language in instrument.wordings:
        raise WordedAlready
    try:
        with transaction.atomic():
            pack = WordingPack.objects.create(
                clinic_id=by.clinic_id,
                instrument=instrument.key,
                instrument_version=instrument.version,
                language=language,
                licence=instrument.licence,
                texts=names_of_parts(instrument) if language == PUBLISHED_IN else {},
                created_by=by,
            )
    except IntegrityError:  # a colleague began it in this very moment
        return current.get()
    audit.record(audit.Kind.CREATED, pack, by=by, **_which(pack))
    return pack


@transaction.atomic
def save_pack(
    pack: WordingPack,
    *,
    by: Membership,
    version: int,
    texts: Mapping[str, object],
    evidence: Evidence,
    document: Document | None = None,
    drop_document: bool = False,
) -> WordingPack:
    """Keep a draft as it is now, complete or not. `document` replaces the one there was.

    Raises ChangedMeanwhile if it is not in the version that the form showed, or no draft any more.
    """
    stored = WordingPack.objects.select_for_update().without_document().get(pk=pack.pk)
    if stored.version != version or not stored.is_draft:
        raise ChangedMeanwhile
    values: dict[str, object] = {"texts": dict(texts), **asdict(evidence)}
    changed = sorted(name for name, value in values.items() if value != getattr(stored, name))
    if document or (drop_document and stored.document_name):
        values |= asdict(document) if document else asdict(Document("", "", None))
        changed.append("document_file")
    if not changed:
        return stored
    for name, value in values.items():
        setattr(stored, name, value)
    stored.version = version + 1
    stored.save(update_fields=[*values, "version"])
    audit.record(audit.Kind.CHANGED, stored, by=by, fields=changed, **_which(stored))
    return stored


@transaction.atomic
def switch_on(
    pack: WordingPack, instrument: Instrument, *, by: Membership, version: int
) -> WordingPack:
    """Let clients be asked in these words; from here on neither they nor the evidence change.

    Raises NotYet while something is missing, Reworded where the licence forbids other words than
    those before and no typing error is named, and ChangedMeanwhile as `save_pack` does.
    """
    stored = WordingPack.objects.select_for_update().without_document().get(pk=pack.pk)
    if stored.version != version or not stored.is_draft:
        raise ChangedMeanwhile
    if stored.evidence_missing:
        raise NotYet
    try:
        worded(instrument, stored.texts, stored.language)
    except DefinitionError as error:  # a text is missing, or one belongs to nothing
        raise NotYet from error
    changed = reworded(stored, instrument, stored.texts)
    if changed and not stored.correction:
        raise Reworded
    stored.switched_on_at, stored.switched_on_by = timezone.now(), by
    stored.save(update_fields=["switched_on_at", "switched_on_by"])
    why: dict[str, Any] = {
        "corrected": [slot.name for slot in changed],
        "reason": stored.correction,
    }
    audit.record(
        audit.Kind.CHANGED,
        stored,
        by=by,
        state="switched on",
        **_which(stored),
        **(why if changed else {}),
    )
    return stored


@transaction.atomic
def withdraw_pack(pack: WordingPack, *, by: Membership) -> None:
    """Ask nobody in these words any more. The text stays for what was answered to it.

    Withdrawing twice changes nothing.
    """
    current = WordingPack.objects.filter(pk=pack.pk, withdrawn_at=None)
    if current.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        audit.record(audit.Kind.REVOKED, pack, by=by, **_which(pack))


def _which(pack: WordingPack) -> dict[str, Any]:
    return {
        "instrument": pack.instrument,
        "instrument_version": pack.instrument_version,
        "language": pack.language,
    }
