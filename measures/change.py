"""Whether a change between two scores is more than measurement error. Pure.

The method is that of Jacobson, N. S., & Truax, P. (1991). Clinical significance: a statistical
approach to defining meaningful change in psychotherapy research. Journal of Consulting and
Clinical Psychology, 59(1), 12–19.
"""

from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from measures.instrument import Direction, Instrument
from measures.scoring import check_value

# Scores are decimals held in binary: 36.9 − 31.9 must count as 5. Far finer than any score.
DECIMALS = 9


class Change(StrEnum):
    """What became of somebody between two scores.

    Recovered and improved are both reliable improvements; recovered has crossed the clinical
    cut-off as well. Unchanged means that measurement error can account for the difference.
    """

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


def standard_error_of_difference(sd: float, reliability: float) -> float:
    """Return S_diff = √(2·S_E²) with S_E = sd·√(1 − reliability), in score points.

    `sd` is the standard deviation of the scores before treatment, `reliability` that of the
    measure, from 0 up to, but not including, 1. Raises ValueError for anything else.
    """
    if not sd > 0:
        raise ValueError(f"a standard deviation must be above 0, not {sd:g}")
    if not 0 <= reliability < 1:
        raise ValueError(f"a reliability must be from 0 to below 1, not {reliability:g}")
    return sd * sqrt(2 * (1 - reliability))


def reliable_change_index(before: float, after: float, sd: float, reliability: float) -> float:
    """Return RC = (after − before) / S_diff: the change in standard errors, signed.

    Beyond ±1.96 measurement error explains it in fewer than one case in twenty. Raises ValueError
    as `standard_error_of_difference` does.
    """
    return (after - before) / standard_error_of_difference(sd, reliability)


def reliable_change_points(sd: float, reliability: float, level: float = 0.95) -> float:
    """Return the smallest reliable change in score points, z·S_diff, two-sided at `level`.

    Raises ValueError as `standard_error_of_difference` does, or if `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level must be between 0 and 1, not {level:g}")
    return NormalDist().inv_cdf((1 + level) / 2) * standard_error_of_difference(sd, reliability)


def clinical_cutoff(
    mean_clinical: float, sd_clinical: float, mean_normal: float, sd_normal: float
) -> float:
    """Return the cut-off c, as many standard deviations from the one mean as from the other.

    c = (sd_normal·mean_clinical + sd_clinical·mean_normal) / (sd_normal + sd_clinical), in score
    points. Raises ValueError unless both standard deviations are above 0.
    """
    if not (sd_clinical > 0 and sd_normal > 0):
        raise ValueError("both standard deviations must be above 0")
    return (sd_normal * mean_clinical + sd_clinical * mean_normal) / (sd_normal + sd_clinical)


def classify(instrument: Instrument, before: float | None, after: float | None) -> Change | None:
    """Return what became of somebody who scored `before` and then `after`.

    A change counts as reliable when it is at least the instrument's published points. Recovered
    is a reliable improvement from the clinical side of the clinical cut-off to the other side;
    with a reliable change but no clinical cut-off it is improved, never recovered. None if a
    score is missing or the instrument publishes no reliable change.

    Raises ValueError if the instrument cannot come to one of the scores.
    """
    if before is None or after is None or instrument.reliable_change is None:
        return None
    for value in (before, after):
        check_value(instrument, value)
    rise = after - before
    gain = rise if instrument.direction is Direction.HIGHER_IS_BETTER else -rise
    gain = round(gain, DECIMALS)
    if abs(gain) < instrument.reliable_change.points:
        return Change.UNCHANGED
    if gain < 0:
        return Change.DETERIORATED
    recovered = _is_clinical(instrument, before) and not _is_clinical(instrument, after)
    return Change.RECOVERED if recovered else Change.IMPROVED


def _is_clinical(instrument: Instrument, value: float) -> bool:
    cutoff = instrument.clinical_cutoff
    if cutoff is None:
        return False
    if instrument.direction is Direction.HIGHER_IS_WORSE:
        return value >= cutoff.value
    return value < cutoff.value
