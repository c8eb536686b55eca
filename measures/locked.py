"""Words that a licence forbids to change: held to those that were switched on before."""

from collections.abc import Mapping

from measures.instrument import Instrument
from measures.models import WordingPack
from measures.texts import Slot, slots, text_at

# What the literature calls the parts, seen by therapists alone: no words of the form.
_NAMES = frozenset({"subscales", "bands"})


def switched_on_before(pack: WordingPack) -> WordingPack | None:
    """Return the clinic's latest other pack in this language that was ever on. One query."""
    others = WordingPack.objects.without_document().filter(
        clinic_id=pack.clinic_id,
        instrument=pack.instrument,
        language=pack.language,
        switched_on_at__isnull=False,
    )
    return others.exclude(pk=pack.pk).order_by("-switched_on_at", "-pk").first()


def reworded(
    pack: WordingPack, instrument: Instrument, texts: Mapping[str, object]
) -> dict[Slot, str]:
    """Return where `texts` say something else than what was on before, with what that was.

    Empty where the licence lets the wording be changed. How lines are broken says nothing.
    """
    before = switched_on_before(pack) if pack.is_locked else None
    if before is None:
        return {}
    found = {}
    for slot in slots(instrument):
        was = text_at(before.texts, slot.path)
        if slot.kind not in _NAMES and was and plain(was) != plain(text_at(texts, slot.path)):
            found[slot] = was
    return found


def plain(text: str) -> str:
    """Return a text without the way in which it was broken into lines."""
    return " ".join(text.split())
