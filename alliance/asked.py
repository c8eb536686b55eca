"""What a client can be asked on schedule, beside what every check-in asks."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from alliance.models.rating import CLIENT_CHECK
from clients.models import Client
from measures.catalogue import UnknownInstrumentError
from measures.clinic import catalogue_of
from measures.instrument import Instrument
from practice.models import Clinic

WELLBEING = "wellbeing"
# Every check-in asks these; a schedule has nothing to add to them.
ALWAYS = frozenset({WELLBEING, CLIENT_CHECK})
# The PHQ-8 is the PHQ-9 without its last item: somebody who gave both would answer twice.
INSTEAD = {"phq-9": "phq-8", "phq-8": "phq-9"}


def schedulable(clinic: Clinic) -> list[Instrument]:
    """The instruments this clinic can put on its schedule, by title. Two queries."""
    catalogue = catalogue_of(clinic)
    found: dict[str, Instrument] = {}
    for language in Client.Language.values:
        for instrument in catalogue.askable(str(language)):
            if instrument.key not in ALWAYS:
                found.setdefault(instrument.key, instrument)
    return sorted(found.values(), key=lambda each: (each.title.casefold(), each.key))


def askable_by_key(clinic: Clinic, language: str) -> dict[str, Instrument]:
    """What a client who speaks `language` can be asked today, by key. Two queries."""
    return {
        instrument.key: instrument
        for instrument in catalogue_of(clinic).askable(language)
        if instrument.key not in ALWAYS
    }


def asked_instruments(clinic: Clinic, asked: Iterable[Sequence[object]]) -> list[Instrument]:
    """The versions that a check-in asked, with the wording that may be shown today.

    One that can no longer be read is left out: it must not keep anybody from sending the rest. No
    query where nothing was asked, otherwise two.
    """
    pairs = [(str(key), int(str(version))) for key, version in asked]
    if not pairs:
        return []
    catalogue = catalogue_of(clinic)
    found = []
    for key, version in pairs:
        with suppress(UnknownInstrumentError):
            found.append(catalogue.instrument(key, version))
    return found
