"""A score in words: the band it falls in, and what became of it since the first. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliance.chart.point import whole
from measures.change import Change, classify
from measures.instrument import Direction, Instrument, NoWordingError
from measures.scoring import band
from measures.texts import key_words


@dataclass(frozen=True, slots=True)
class Since:
    """What became of somebody between the first score and the latest."""

    change: Change
    first: float

    @property
    def words(self) -> str:
        """'improved since the first, 16'"""
        said = {
            Change.RECOVERED: _("recovered since the first, %(first)s"),
            Change.IMPROVED: _("improved since the first, %(first)s"),
            Change.UNCHANGED: _("not reliably changed since the first, %(first)s"),
            Change.DETERIORATED: _("deteriorated since the first, %(first)s"),
        }
        return said[self.change] % {"first": points(self.first)}


def points(value: float) -> str:
    """A score as people write it: 9, 26.5."""
    rounded = round(value, 1)
    return whole(rounded)


def band_in_words(instrument: Instrument, value: float | None) -> str:
    """'moderate', as the instrument's own wording names it; empty where no bands are published."""
    found = band(instrument, value)
    if found is None:
        return ""
    try:
        words = instrument.wording("en").bands.get(found.key, "")
    except NoWordingError:
        words = ""
    return (words or key_words(found.key)).lower()


def since_first(instrument: Instrument, scores: list[float]) -> Since | None:
    """The classification from the first to the latest score; None before there are two of them."""
    if len(scores) < 2:
        return None
    change = classify(instrument, scores[0], scores[-1])
    return None if change is None else Since(change, scores[0])


def how_read(instrument: Instrument) -> list[str]:
    """By what a score and a change are judged, each with where that was published."""
    said = []
    if instrument.reliable_change:
        values = {
            "points": points(instrument.reliable_change.points),
            "citation": instrument.reliable_change.citation,
        }
        said.append(
            _("A change of %(points)s or more is more than measurement error: %(citation)s")
            % values
        )
    if cutoff := instrument.clinical_cutoff:
        values = {"value": points(cutoff.value), "citation": cutoff.citation}
        worse = instrument.direction is Direction.HIGHER_IS_WORSE
        said.append(
            (
                _("The clinical cut-off is %(value)s or more: %(citation)s")
                if worse
                else _("The clinical cut-off is below %(value)s: %(citation)s")
            )
            % values
        )
    if instrument.bands:
        said.append(_("Bands: %(citation)s") % {"citation": instrument.bands[0].citation})
    if not instrument.validated:
        said.append(_("Not validated: compare only with this person’s own earlier answers."))
    return said
