"""What a client newly answered beside the questions of every check-in, a line each in the brief."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliance import outcome
from alliance.outcome import Since
from alliance.pages.administered import Administered, definition
from alliance.too_few import TooFew
from measures.catalogue import UnknownInstrumentError
from measures.instrument import Construct, Instrument
from practice.models import Clinic

if TYPE_CHECKING:
    from alliance.pages.brief import Brief


@dataclass(frozen=True, slots=True)
class Answered:
    """One instrument, with what its score means. A covered one says only that it was answered."""

    instrument: Instrument
    given: Administered
    since: Since | None
    covered: bool
    band_covered: bool = False

    @property
    def too_few(self) -> TooFew | None:
        """What was answered where it is too little for a score, and may be seen."""
        return None if self.covered else self.given.too_few(self.instrument)

    @property
    def score(self) -> str:
        """'9 / 27'; empty where too few items were answered."""
        if self.given.score is None:
            return ""
        points, highest = outcome.points, self.instrument.composite.highest
        return f"{points(self.given.score)} / {points(highest)}"

    @property
    def band(self) -> str:
        """'mild'"""
        return outcome.band_in_words(self.instrument, self.given.score)

    @property
    def expected(self) -> str:
        """'31–48', where it was read against what was expected."""
        reading = self.given.reading
        if not reading or self.band_covered:
            return ""
        return f"{outcome.points(reading['low'])}–{outcome.points(reading['high'])}"


def newly_answered(
    brief: "Brief", given: dict[int, list[Administered]], clinic: Clinic
) -> list[Answered]:
    """What came with the check-in of this brief. No query for shipped instruments."""
    if brief.check_in is None:
        return []
    answered = []
    for each in given.get(brief.check_in.pk, []):
        try:
            instrument = definition(clinic, each.instrument, each.version)
        except UnknownInstrumentError:
            continue
        hides = clinic.rate_then_reveal and instrument.construct is Construct.ALLIANCE
        covered = hides and brief.unrated
        scores = [score for score in (each.first, each.score) if score is not None]
        # The first session may still be unrated, and its score covered.
        told = each.score is not None and not hides
        since = outcome.since_first(instrument, scores) if told else None
        # What was expected was worked out with earlier answers, some of them perhaps still covered.
        band_covered = hides and brief.together.band_covered
        answered.append(Answered(instrument, each, since, covered, band_covered))
    return sorted(answered, key=lambda each: each.instrument.title)


def left_out(brief: "Brief", given: dict[int, list[Administered]], clinic: Clinic) -> list[str]:
    """The titles of what this check-in asked besides and got no answer to, once it was sent."""
    check_in = brief.check_in
    if check_in is None or not check_in.is_submitted:
        return []
    answered = {(each.instrument, each.version) for each in given.get(check_in.pk, [])}
    titles = []
    for key, version in check_in.asked:
        if (key, version) not in answered:
            with suppress(UnknownInstrumentError):
                titles.append(definition(clinic, key, version).title)
    return sorted(titles)
