"""What a research export holds, column by column, and what it leaves out: its data dictionary.

Plain English, for whoever analyses the files; keys are what the database holds.
"""

from dataclasses import dataclass

from alliance.models.rating import Perspective, Reading
from alliance.vocabulary import (
    Direction,
    Domain,
    Marker,
    Noticer,
    Outcome,
    Party,
    Response,
    Strategy,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it means, in which units, which values it takes."""

    name: str
    meaning: str
    units: str = ""
    values: str = ""


def _keys(choices: object) -> str:
    return "; ".join(filter(None, choices.values))  # type: ignore[attr-defined]


_CLIENT = Column(
    "client", "A random number for one person, drawn anew for every export.", "", "6 digits"
)
_DAY = "Days since this person's therapy began; 0 is the first day."
_RUPTURE = Column("rupture", "Number of the rupture within this person, in order.", "", "1, 2, …")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "ruptures": (
        _CLIENT,
        _RUPTURE,
        Column("day", f"Session in which it happened. {_DAY}", "days", "whole number"),
        Column(
            "noticed_by", "Who noticed it first, as the therapist recorded.", "", _keys(Noticer)
        ),
        Column("direction", "Which way somebody moved.", "", _keys(Direction)),
        Column("party", "Who moved.", "", _keys(Party)),
        Column("domain", "What it was about; empty: not said.", "", _keys(Domain)),
        Column("markers", "What it looked like: keys, parted by |.", "", _keys(Marker)),
        Column("intensity", "How strong, as the therapist says; empty: not said.", "", "1 to 5"),
        Column("from_signal", "Whether it was recorded in answer to a signal.", "", "yes; no"),
        Column("outcome", "Where it stands on the day of the export.", "", _keys(Outcome)),
        Column(
            "days_to_outcome",
            "Days from the session to the end; empty: unfinished, that is, censored.",
            "days",
            "whole number",
        ),
        Column("resolution_by_client", "How far it is repaired, as the client says.", "", "1 to 5"),
        Column(
            "resolution_by_therapist",
            "How far it is repaired, as the therapist says.",
            "",
            "1 to 5",
        ),
        Column("attempts", "How many repair attempts are recorded.", "", "0, 1, …"),
    ),
    "attempts": (
        _CLIENT,
        _RUPTURE,
        Column("day", f"Session of the attempt. {_DAY}", "days", "whole number"),
        Column("strategies", "What was tried: keys, parted by |.", "", _keys(Strategy)),
        Column("response", "How the client took it, as the therapist saw.", "", _keys(Response)),
    ),
    "ratings": (
        _CLIENT,
        Column("day", f"Session that was rated. {_DAY}", "days", "whole number"),
        Column("perspective", "From whose seat it was rated.", "", _keys(Perspective)),
        Column("instrument", "Key of the measure of the alliance.", "", "key"),
        Column("version", "Version of the measure.", "", "1, 2, …"),
        Column(
            "score",
            "Composite; empty: too few items answered. Compare with the same person's own only.",
            "points of the instrument",
            "the two checks: 0 to 10",
        ),
        Column(
            "flag",
            "Clients only: how it was read beside what was expected; empty: as expected.",
            "",
            _keys(Reading.Flag),
        ),
    ),
}

NOTES = """\
WHO IS IN IT
Only people whose consent to research stands on the day of the export. Somebody who has withdrawn
it is in no later export. Withdrawal does not reach files that were handed out before.

WHAT IS LEFT OUT
Names, dates, addresses, codes of the record, everything anybody wrote, what a therapist felt in
the hour, their own part in a rupture, and who the therapist is. Two exports cannot be joined by
the number of a person: it is drawn anew each time. Where a clinic reveals a client's rating only
once the therapist has rated the session, ratings that are still covered are in no file.

THIS IS NOT ANONYMOUS
Leaving out names makes it harder to say who somebody is, not impossible. Somebody who knows that a
person was in therapy here, for how long, or that something happened in a certain week, may find a
row that fits only one. No number of look-alikes (k) is guaranteed: how many people share a pattern
of days is often one. So keep the files where records are kept, give them to nobody who has no
reason to have them, do not try to find anybody, join them with nothing, and do not publish counts
below 10 or rows.

HOW TO READ IT
Rows of one person belong together: analyse them within the person. A rupture is what somebody
recorded, never what a score shows. A client who said nothing is missing, not well. What was tried
before a repair is not thereby its cause.
"""
