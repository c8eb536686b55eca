"""What a client's check gives reason to ask about: an answer lower than expected, a slow slide.

The client's own line speaks; the therapist's rating is theirs to look at, not a signal. Of the
client's, the check alone: a second instrument about the same session would ask twice. What speaks
does not hang on the order in which answers came in: a series that is read anew says what it would
have said had it been read so at first, and takes back what waits for an answer and is no longer so.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from django.db.models import Exists, OuterRef

from alliance.actions.signal import close_signal, raise_signal, reopen_signal
from alliance.models import Rating, Reading, Signal
from alliance.models.rating import CLIENT_CHECK, Perspective
from alliance.science import drift
from clients.models import Client

Kind = Signal.Kind


def speaks(perspective: str, instrument_key: str) -> bool:
    """Whether ratings from this seat, on this instrument, raise signals at all."""
    return perspective == Perspective.CLIENT and instrument_key == CLIENT_CHECK


def notice_reading(rating: Rating, read: Reading) -> None:
    """Raise what the newest reading gives reason to ask about. One query more while it slides."""
    if not speaks(rating.perspective, rating.instrument):
        return
    if read.flag:
        _raise_drop(rating, read)
    elif read.drift > drift.LIMIT:
        _notice_slide(rating.client)


def notice_series(client: Client, readings: Mapping[int, Reading]) -> None:
    """Put right what a client's check gives reason to ask about, after its series was read anew.

    `readings` are the current ones of the whole series, by rating.
    """
    kinds = [Kind.UNEXPECTED_DROP, Kind.SLOW_DRIFT]
    about = Signal.objects.filter(client=client, rating__instrument=CLIENT_CHECK)
    raised = about.filter(kind__in=kinds).select_related("client", "rating")
    said = set()
    for signal in raised:
        _keep(signal, readings.get(signal.rating_id or 0))
        said.add((signal.rating_id, signal.kind))
    for read in readings.values():
        if read.flag and (read.rating_id, Kind.UNEXPECTED_DROP) not in said:
            _raise_drop(read.rating, read)
    _notice_slide(client)


def _keep(signal: Signal, read: Reading | None) -> None:
    """Put a signal right: whether it still holds, and, while nobody answered, of which answer.

    What was shown of an answer that still stands is kept, whatever the estimate has become since.
    """
    slides = signal.kind == Kind.SLOW_DRIFT
    holds = read is not None and (read.drift > drift.LIMIT if slides else bool(read.flag))
    if signal.waits and not holds:
        close_signal(signal, Signal.OtherReason.READ_AGAIN, by=None)
        return
    again = holds and signal.other_reason == Signal.OtherReason.READ_AGAIN
    if again:
        reopen_signal(signal, by=None)
    if read and holds and (signal.waits or again) and not slides and signal.is_of_other_answer:
        now = read.as_values() | {"flag": read.flag}
        values = {name: now.get(name, was) for name, was in signal.values.items()}
        Signal.objects.filter(pk=signal.pk).update(values=values)


def _raise_drop(rating: Rating, read: Reading) -> None:
    raise_signal(
        Kind.UNEXPECTED_DROP,
        rating.client,
        session=rating.session,
        rating=rating,
        values=read.as_values() | {"flag": read.flag},
    )


def _notice_slide(client: Client) -> None:
    """Say once, of the reading that took the sum past its limit, that it is past it still."""
    readings = _newest_first(client)
    past = list(takewhile(lambda read: read.drift > drift.LIMIT, readings))
    if not past or any(read.said for read in past):  # type: ignore[attr-defined]
        return
    first = past[-1]
    raise_signal(
        Kind.SLOW_DRIFT,
        client,
        session=first.rating.session,
        rating=first.rating,
        values=values_of_slide(readings[len(past) - 1 :]),
    )


def values_of_slide(newest_first: Sequence[Reading]) -> dict[str, Any]:
    """What a signal of a slide keeps: the sum past its limit, and the answers that it is made of.

    From the reading that took it past the limit back; answers are in the order of the sessions.
    """
    slid = takewhile(lambda read: read.drift > 0, newest_first)
    summed = [read for read in slid if not read.flag][::-1]
    return {
        "drift": round(summed[-1].drift, 2),
        "limit": drift.LIMIT,
        "answers": [round(read.value, 2) for read in summed],
        "expected": [round(read.expected, 2) for read in summed],
    }


def _newest_first(client: Client) -> list[Reading]:
    """The current readings of the client's check, and whether a slide was said of each."""
    said = Signal.objects.filter(rating=OuterRef("rating"), kind=Kind.SLOW_DRIFT)
    return list(
        Reading.objects.filter(
            client=client,
            rating__perspective=Perspective.CLIENT,
            rating__instrument=CLIENT_CHECK,
            superseded_at=None,
        )
        .select_related("rating__session")
        .annotate(said=Exists(said))
        .order_by("-rating__session__starts_at", "-rating__session_id")
    )
