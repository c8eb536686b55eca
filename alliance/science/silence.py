"""What is not said: check-ins left unanswered, and answers that are always at the top."""

from collections.abc import Iterable, Sequence


def unanswered_in_a_row(answered: Sequence[bool]) -> int:
    """How many of the latest check-ins in a row were left unanswered (True is an answered one)."""
    row = 0
    for was_answered in reversed(answered):
        if was_answered:
            break
        row += 1
    return row


def share_at_maximum(values: Iterable[float | None], highest: float) -> float | None:
    """The share (0-1) of answered ratings at the top of the scale; None where nothing was answered.

    A flat line at the top is never "excellent": it may be what cannot be said.
    """
    given = [y for y in values if y is not None]
    if not given:
        return None
    return sum(y >= highest for y in given) / len(given)
