"""Scheduled instruments as they were answered: scored once, by the version that was asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alliance.actions.rating import rate_from_check_in
from alliance.actions.safety import notice_safety
from alliance.asked import asked_instruments
from alliance.models import Administration, CheckIn
from measures.instrument import Construct, Instrument
from measures.scoring import score

Answered = Mapping[str, Mapping[str, Any]]
"""By instrument: {"language": the words it was shown in, "pack": the id of the wording pack they
stand in, if any, "answers": {item: number or None}}."""


def keep_answered(check_in: CheckIn, given: Answered, *, at: datetime) -> list[Administration]:
    """Keep what was answered to the instruments that the check-in asked.

    One that was left blank leaves no row: it was not given, and stays due. A measure of the
    alliance is a rating of the session before besides. Call it in the transaction that submits.
    """
    if not check_in.asked:
        return []
    rows = []
    for instrument, _words in asked_instruments(check_in, given):
        entry = given.get(instrument.key) or {}
        answers = dict(entry.get("answers") or {})
        session = check_in.participation.session
        notice_safety(check_in, instrument, answers, session=session)
        row = _administration(check_in, instrument, entry, at)
        if row.answered:
            rows.append(row)
            if instrument.construct is Construct.ALLIANCE and check_in.about:
                rate_from_check_in(check_in, check_in.about, answers, measure=instrument)
    return Administration.objects.bulk_create(rows)


def _administration(
    check_in: CheckIn,
    instrument: Instrument,
    entry: Mapping[str, Any],
    at: datetime,
) -> Administration:
    answers = dict(entry.get("answers") or {})
    scored = score(instrument, answers)
    return Administration(
        clinic_id=check_in.clinic_id,
        client_id=check_in.client_id,
        check_in=check_in,
        instrument=instrument.key,
        instrument_version=instrument.version,
        language=entry.get("language") or check_in.client.language,
        pack_id=entry.get("pack"),
        answers=answers,
        answered=scored.answered,
        score=scored.value,
        prorated=scored.prorated,
        given_at=at,
    )
