"""Answers that are too few for a score: never one made of them, and never hidden. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from measures.catalogue import instrument
from measures.instrument import Instrument, NoWordingError


@dataclass(frozen=True, slots=True)
class Said:
    """One item that was answered: how it is asked, the answer, and the highest there is."""

    key: str
    sentence: str
    value: int
    highest: int


@dataclass(frozen=True, slots=True)
class TooFew:
    """What was answered, in item order, and how the items that were left out are asked."""

    said: list[Said]
    left_out: list[str]

    @property
    def words(self) -> str:
        """'too little for a score (2 of 4)'"""
        given, items = len(self.said), len(self.said) + len(self.left_out)
        return _("too little for a score (%(given)s of %(items)s)") % {
            "given": given,
            "items": items,
        }

    @property
    def in_full(self) -> str:
        """'“My mood has been all right.” 8 of 10 · “I have managed …” 10 of 10'"""
        line = _("“%(sentence)s” %(value)s of %(highest)s")
        return " · ".join(
            line % {"sentence": each.sentence, "value": each.value, "highest": each.highest}
            for each in self.said
        )

    @property
    def missing(self) -> str:
        """'“They have a say in what we do.” · …'"""
        return " · ".join(f"“{sentence}”" for sentence in self.left_out)


def too_few(measure: Instrument, answers: Mapping[str, int | None]) -> TooFew | None:
    """None where nothing was answered, or enough for a score."""
    given = {key: value for key, value in answers.items() if value is not None}
    if not given or len(given) >= measure.composite.minimum_answered:
        return None
    asked = _sentences(measure)
    said = [
        Said(item.key, asked[item.key], given[item.key], measure.scale.maximum)
        for item in measure.items
        if item.key in given
    ]
    return TooFew(said, [asked[item.key] for item in measure.items if item.key not in given])


def rated_too_few(rating: Any) -> TooFew | None:
    """The same of a rating by one of the two checks; None also where there is no rating."""
    if rating is None or rating.score is not None:
        return None
    return too_few(instrument(rating.instrument, rating.instrument_version), rating.answers)


def _sentences(measure: Instrument) -> Mapping[str, str]:
    """How its items are asked; by number where the wording may not be shown any more."""
    try:
        return measure.wording("en").items
    except NoWordingError:
        question = _("question %(number)s")
        return {item.key: question % {"number": item.number} for item in measure.items}
