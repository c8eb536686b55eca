"""What an instrument is: its items, how answers become a score, and, kept apart, how it is worded.

Nothing here reads a file or scores an answer; see `measures.definition` and `measures.scoring`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache

# Of several cut-offs, the one that separates people in care from others. See `clinical_cutoff`.
CLINICAL_CUTOFFS = frozenset({"caseness", "clinical"})


class Perspective(StrEnum):
    """Who answers."""

    CLIENT = "client"
    THERAPIST = "therapist"


class Construct(StrEnum):
    """What is measured. Only a measure of the alliance carries a prior to read ratings against."""

    ALLIANCE = "alliance"
    OUTCOME = "outcome"


class Direction(StrEnum):
    """Which way a score improves."""

    HIGHER_IS_BETTER = "higher-is-better"
    HIGHER_IS_WORSE = "higher-is-worse"


class Rule(StrEnum):
    """How answers become one number."""

    MEAN = "mean"
    SUM = "sum"


class Licence(StrEnum):
    """On what terms the wording may be shown."""

    ORIGINAL = "original"
    PUBLIC_DOMAIN = "public-domain"
    CC_BY_ND = "cc-by-nd"
    CC_BY_NC_SA = "cc-by-nc-sa"
    PERMISSION_REQUIRED = "permission-required"


class NoWordingError(LookupError):
    """The instrument may not, or cannot, be shown in the language asked for."""


@dataclass(frozen=True, slots=True)
class Item:
    """One scored item.

    A reversed item counts as `scale.minimum + scale.maximum - answer`. A safety item raises a
    notice when answered 1 or more, whatever the total and whether or not the form is finished.
    """

    key: str
    number: int
    reversed: bool = False
    safety: bool = False
    loinc: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked beside the items and never scored; without options, in free text."""

    key: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The whole numbers an item can be answered with, and which of them carry words.

    `step` is what one whole number is worth in score points: a line of 100 mm that counts 0–10
    is answered 0–100 with a step of 0.1.
    """

    minimum: int
    maximum: int
    anchors: tuple[int, ...]
    step: float = 1.0

    def points(self, total: int, among: int = 1) -> float:
        """Return a total of answers in score points, divided by `among`.

        Worked out in whole numbers and divided once, so that 369 steps of 0.1 are 36.9 and not
        36.900000000000006.
        """
        numerator, denominator = _ratio(self.step)
        return total * numerator / (denominator * among)


@cache
def _ratio(step: float) -> tuple[int, int]:
    """Return the decimal a step is written as: 0.1 is 1/10, not the nearest binary fraction."""
    return Fraction(repr(step)).as_integer_ratio()


@dataclass(frozen=True, slots=True)
class Subscale:
    """Items scored together, by the composite's rule and only when all of them are answered."""

    key: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composite:
    """The overall score: its rule, how many answers it needs, and its range in score points.

    `rounded` says whether a sum that was stretched over missing answers is rounded to a whole
    number, halves upward. A sum of every answer is never rounded.
    """

    rule: Rule
    minimum_answered: int
    lowest: float
    highest: float
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of scores, from `lowest` up to the next band's `lowest`."""

    key: str
    lowest: float
    citation: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A published cut-off. Reached at `value` or more; where higher is better, below it."""

    key: str
    value: float
    citation: str


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The smallest change, in score points, that measurement error does not explain."""

    points: float
    citation: str


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected of a rating before this client has given any, in score points.

    `mu` is the mean, `tau` the standard deviation between clients, `sigma` the one within a
    client, `nu0` (degrees of freedom) how little the latter differs from client to client.
    `basis` says in words where the numbers come from.
    """

    mu: float
    tau: float
    sigma: float
    nu0: float
    basis: str

    @property
    def s0_squared(self) -> float:
        """Scale of the within-client variance, s₀² = σ²·(ν₀ − 2)/ν₀, so that its mean is σ²."""
        return self.sigma**2 * (self.nu0 - 2) / self.nu0


@dataclass(frozen=True, slots=True)
class Loinc:
    """LOINC codes of the form and of its total."""

    panel: str
    total: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionWording:
    """The words of an unscored question; its options by key."""

    text: str
    options: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything a person reads, in one language; texts by the keys of the definition.

    `language` is what the texts are written in, for the page's `lang` attribute: it may differ
    from what was asked for. `label` is the caution shown with a measure that is not validated.
    `pack` is the id of the clinic's wording pack that they stand in, None for shipped ones.
    """

    language: str
    title: str
    instructions: str
    label: str | None
    anchors: Mapping[int, str] = field(hash=False)
    items: Mapping[str, str] = field(hash=False)
    questions: Mapping[str, QuestionWording] = field(hash=False)
    subscales: Mapping[str, str] = field(hash=False)
    bands: Mapping[str, str] = field(hash=False)
    pack: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one measure. Old answers stay with the version they were given to."""

    key: str
    version: int
    title: str
    perspective: Perspective
    construct: Construct
    direction: Direction
    validated: bool
    licence: Licence
    citation: str
    attribution: str
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    subscales: tuple[Subscale, ...]
    scale: Scale
    composite: Composite
    bands: tuple[Band, ...]
    cutoffs: tuple[Cutoff, ...]
    reliable_change: ReliableChange | None
    prior: Prior | None
    loinc: Loinc | None
    wordings: Mapping[str, Wording] = field(hash=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there is wording for, in alphabetical order."""
        return tuple(sorted(self.wordings))

    @property
    def wording_locked(self) -> bool:
        """Whether its words may only stand as published: pasted, never reworded or translated."""
        return self.licence is Licence.CC_BY_ND

    @property
    def safety_items(self) -> tuple[Item, ...]:
        """The items that raise a notice by themselves, in item order."""
        return tuple(item for item in self.items if item.safety)

    @property
    def clinical_cutoff(self) -> Cutoff | None:
        """The cut-off between people in care and others, keyed "caseness" or "clinical"."""
        return next((cutoff for cutoff in self.cutoffs if cutoff.key in CLINICAL_CUTOFFS), None)

    def has_words(self, language: str) -> bool:
        """Whether somebody who speaks `language` can be asked it: `wording` has something."""
        try:
            self.wording(language)
        except NoWordingError:
            return False
        return True

    def wording(self, language: str) -> Wording:
        """Return the words in `language`; "es-mx" is served by "es" where it has none of its own.

        Failing that, the English wording unchanged, if the licence lets anybody show it: it does
        for the project's originals, the public domain and both Creative Commons classes, because
        showing a text as it stands is no translation and no adaptation. A permission covers only
        the wordings it was given for, so a permission-required instrument never falls back.

        Raises NoWordingError if nothing may be shown.
        """
        wanted = language.lower().replace("_", "-")
        names = [wanted, wanted.partition("-")[0]]
        if self.licence is not Licence.PERMISSION_REQUIRED:
            names.append("en")
        for name in names:
            if name in self.wordings:
                return self.wordings[name]
        raise NoWordingError(f"{self.key} has no wording that may be shown for “{language}”")
