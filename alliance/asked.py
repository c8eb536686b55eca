"""What a client can be asked on schedule, beside what every check-in asks."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.utils import timezone

from alliance.models import CheckIn
from alliance.models.rating import CLIENT_CHECK
from clients.models import Client
from measures.catalogue import UnknownInstrumentError
from measures.clinic import catalogue_of
from measures.instrument import Instrument
from measures.relatives import asks_the_same
from practice.models import Clinic

WELLBEING = "wellbeing"
# Every check-in asks these; a schedule has nothing to add to them.
ALWAYS = frozenset({WELLBEING, CLIENT_CHECK})


def schedulable(clinic: Clinic) -> list[Instrument]:
    """The instruments this clinic can put on its schedule, by title. Two queries."""
    catalogue = catalogue_of(clinic)
    found: dict[str, Instrument] = {}
    for language in Client.Language.values:
        for instrument in catalogue.askable(str(language)):
            if instrument.key not in ALWAYS:
                found.setdefault(instrument.key, instrument)
    return sorted(found.values(), key=lambda each: (each.title.casefold(), each.key))


def rivals(instruments: Iterable[Instrument]) -> dict[str, frozenset[str]]:
    """By key, which others ask the same, so that only one of them is asked.

    The PHQ-8 is the PHQ-9 without its last item: somebody who gave both would answer twice.
    """
    found = tuple(instruments)
    return {
        one.key: frozenset(other.key for other in found if asks_the_same(one, other))
        for one in found
    }


def askable_by_key(clinic: Clinic, language: str) -> dict[str, Instrument]:
    """What a client who speaks `language` can be asked today, by key. Two queries."""
    return {
        instrument.key: instrument
        for instrument in catalogue_of(clinic).askable(language)
        if instrument.key not in ALWAYS
    }


def asked_instruments(
    check_in: CheckIn, given: Mapping[str, Mapping[str, Any]]
) -> list[tuple[Instrument, Instrument]]:
    """The versions that a check-in asked: as they may be shown today, and as each was answered.

    `given` holds what was answered, by instrument, with the wording `pack` it was answered in. The
    second has the words of that pack, or of what was on since the check-in was begun: somebody who
    has answered is not told that they were never asked. One that can no longer be read is left
    out: it must not keep anybody from sending the rest. No query where nothing was asked,
    otherwise two.
    """
    if not check_in.asked:
        return []
    catalogue = catalogue_of(check_in.clinic)
    now = timezone.now()
    found = []
    for key, version in check_in.asked:
        pack = (given.get(key) or {}).get("pack")
        with suppress(UnknownInstrumentError):
            today = catalogue.instrument(key, version)
            then = catalogue.answered(key, version, now, since=check_in.begun_at, pack=pack)
            found.append((today, then))
    return found
