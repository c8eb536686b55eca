"""Why somebody needs attention: open signals and unfinished ruptures, most pressing first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from alliance import sentences
from alliance.models import Rupture, Signal
from practice.compiled import CompiledQuery
from practice.models import Clinic

# What a person said comes before what a number suggests.
ORDER = {
    "direct report": 0,
    "rupture": 1,
    "unexpected drop": 2,
    "slow drift": 3,
    "missed": 4,
    "silence": 5,
    "two views": 6,
    "split": 7,
}

LATER = len(ORDER)
"""What the therapist has looked at and means to ask comes after what nobody has looked at."""

QUIET = {Signal.Kind.SILENCE, Signal.Kind.TWO_VIEWS, Signal.Kind.SPLIT}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, in words. `tag` is its look: ask, open or quiet."""

    kind: str
    words: str
    tag: str
    since: datetime
    signal: Signal | None = None
    rupture: Rupture | None = None
    more: str = ""

    @property
    def to_ask(self) -> bool:
        """Whether the therapist has looked at it and means to ask."""
        return self.signal is not None and self.signal.is_to_ask

    @property
    def rank(self) -> tuple[int, datetime]:
        """Most pressing first, then the longest waiting."""
        return ORDER[self.kind] + (LATER if self.to_ask else 0), self.since


@dataclass(slots=True)
class Reasons:
    """The reasons of one client, most pressing first."""

    listed: list[Reason] = field(default_factory=list)

    @property
    def presses(self) -> bool:
        """Whether any of it has not been looked at."""
        return any(not reason.to_ask for reason in self.listed)

    @property
    def rank(self) -> tuple[int, datetime]:
        """The most pressing reason's."""
        return self.listed[0].rank


def reasons_by_client(clients: list[int], clinic: Clinic) -> dict[int, Reasons]:
    """Open signals and unfinished ruptures of these clients, by client id. Two queries."""
    found: dict[int, Reasons] = defaultdict(Reasons)
    for signal in waiting_signals(clients, clinic):
        found[signal.client_id].listed.append(of_signal(signal))
    for rupture in _unfinished.rows(clients=clients):
        found[rupture.client_id].listed.append(of_rupture(rupture))
    for reasons in found.values():
        reasons.listed.sort(key=lambda reason: reason.rank)
    return dict(found)


@CompiledQuery[Any]
def _unfinished(clients: list[int]) -> QuerySet[Rupture]:
    """Ruptures that wait for repair, counted as `of_rupture` needs it."""
    unfinished = Rupture.objects.filter(client__in=clients).unfinished()
    return unfinished.annotate(
        tries=Count("attempts", distinct=True),
        in_sessions=Count("attempts__session", distinct=True),
    )


def waiting_signals(clients: list[int], clinic: Clinic) -> list[Signal]:
    """What waits for an answer about these clients, one a rule and client. One query."""
    reveal = clinic.rate_then_reveal
    return newest_of_each_kind(_waiting.rows(clients=clients, rate_then_reveal=reveal))


@CompiledQuery[Signal]
def _waiting(clients: list[int], rate_then_reveal: bool) -> QuerySet[Signal]:
    clinic = Clinic(rate_then_reveal=rate_then_reveal)
    waiting = Signal.objects.filter(client__in=clients).revealed(clinic).waiting()
    return waiting.order_by("raised_at", "id")


def newest_of_each_kind(signals: Iterable[Signal]) -> list[Signal]:
    """Of signals in the order of time one a rule and client: an older says nothing not said."""
    return list({(signal.client_id, signal.kind): signal for signal in signals}.values())


def words_of(signal: Signal) -> str:
    """Why it was raised, in a few words; of one that is over, what is true now."""
    silence = signal.kind == Signal.Kind.SILENCE
    if silence and signal.other_reason == Signal.OtherReason.ANSWERED:
        return sentences.was_quiet()
    return sentences.signal(signal.kind, signal.values)


def of_signal(signal: Signal) -> Reason:
    """A signal as a reason."""
    values: dict[str, Any] = signal.values
    drop = signal.kind == Signal.Kind.UNEXPECTED_DROP
    words = words_of(signal)
    return Reason(
        kind=signal.kind,
        words=sentences.to_ask(words) if signal.is_to_ask else words,
        tag="quiet" if signal.kind in QUIET or signal.is_to_ask else "ask",
        since=signal.raised_at,
        signal=signal,
        more=sentences.expected(values["value"], values["low"], values["high"]) if drop else "",
    )


def of_rupture(rupture: Any) -> Reason:
    """An unfinished rupture, counted (`tries`, `in_sessions`), as a reason."""
    return Reason(
        kind="rupture",
        words=sentences.rupture(rupture.outcome, rupture.tries, rupture.in_sessions),
        tag="open",
        since=rupture.recorded_at,
        rupture=rupture,
    )
