"""Wording packs with invented text, filled in as a form is or straight through the actions."""

from datetime import date
from typing import Any

from measures import actions
from measures.catalogue import instrument
from measures.clinic import catalogue_of
from measures.documents import Document
from measures.evidence import Evidence
from measures.instrument import Instrument
from measures.models import WordingPack
from measures.texts import Texts, nested, slots
from practice.models import Membership

COPY = Document("permission.pdf", "application/pdf", b"%PDF-1.7")
EVIDENCE: dict[str, Any] = {
    "permission_holder": "Riverside Practice",
    "permission_on": "2026-03-02",
    "permission_document": "Letter of 2 March 2026, folder B",
}


def invented(definition: Instrument) -> Texts:
    """A text for every slot, none of them anybody's: "Text for items item_1"."""
    return nested((slot.path, f"Text for {' '.join(slot.path)}") for slot in slots(definition))


def typed(definition: Instrument, version: int = 1, **more: Any) -> dict[str, Any]:
    """The same as a form sends it."""
    fields = {slot.name: f"Text for {' '.join(slot.path)}" for slot in slots(definition)}
    return {**fields, "version": str(version), "to": "save", **more}


def draft(key: str, by: Membership, language: str = "en") -> WordingPack:
    """An empty draft."""
    return actions.begin_pack(catalogue_of(by.clinic).instrument(key), language, by=by)


def switched_on(
    key: str, by: Membership, language: str = "en", evidence: Evidence | None = None
) -> WordingPack:
    """A pack that is on, with its evidence and a copy of it."""
    definition = catalogue_of(by.clinic).instrument(key)
    pack = draft(key, by, language)
    saved = actions.save_pack(
        pack,
        by=by,
        version=pack.version,
        texts=invented(definition),
        evidence=evidence or Evidence("Riverside Practice", date(2026, 3, 2), "Letter, folder B"),
        document=COPY,
    )
    return actions.switch_on(saved, definition, by=by, version=saved.version)


def pack_with_document(by: Membership) -> WordingPack:
    """A draft with a copy of the permission."""
    pack = draft("wai-sr", by)
    return actions.save_pack(
        pack,
        by=by,
        version=pack.version,
        texts=pack.texts,
        evidence=Evidence(),
        document=COPY,
    )


WAI_SR = instrument("wai-sr")
CORE_10 = instrument("core-10")
