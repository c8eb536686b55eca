"""What helped before with this person, and what did not: from their own repairs and no others."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alliance.models import RepairAttempt, Rupture
from alliance.pages.brief.ruptures import HELPED
from alliance.pages.days import day
from alliance.vocabulary import Response, Strategy
from clients.models import Client

LARGELY_REPAIRED = 4
"""From this word of the client's on, of five, what was done counts as having helped."""
AWAY = (Response.WITHDREW, Response.CONFRONTED)


@dataclass(frozen=True, slots=True)
class Way:
    """One strategy and the days on which it was tried."""

    strategy: Strategy
    days: list[str]

    @property
    def words(self) -> str:
        """'acknowledged my part'"""
        return str(self.strategy.label)


@dataclass(frozen=True, slots=True)
class Helped:
    """How many attempts there were, and what was done in those that helped or drove apart."""

    attempts: int = 0
    helped: int = 0
    away: int = 0
    ways: list[Way] = field(default_factory=list)
    ways_away: list[Way] = field(default_factory=list)


def helped_before(client: Client, besides: Rupture | None = None) -> Helped:
    """From this client's earlier ruptures, without the one that is looked at. One query."""
    rows = RepairAttempt.objects.filter(rupture__client=client)
    if besides:
        rows = rows.exclude(rupture=besides)
    return told(
        list(rows.select_related("session", "rupture").order_by("session__starts_at", "id"))
    )


def told(attempts: Sequence[RepairAttempt]) -> Helped:
    """What the attempts tell: an answer of the moment goes before a word about the whole."""
    away = [each for each in attempts if each.response in AWAY]
    helped = [each for each in attempts if each not in away and _helped(each)]
    return Helped(len(attempts), len(helped), len(away), _ways(helped), _ways(away))


def _helped(attempt: RepairAttempt) -> bool:
    """They opened up or eased, or called the rupture largely repaired."""
    said = attempt.rupture.resolution_by_client or 0
    return attempt.response in HELPED or said >= LARGELY_REPAIRED


def _ways(attempts: list[RepairAttempt]) -> list[Way]:
    """In the order of the vocabulary: nothing is ranked."""
    days = {
        strategy: [day(each.session.starts_at) for each in attempts if strategy in each.strategies]
        for strategy in Strategy
    }
    return [Way(strategy, when) for strategy, when in days.items() if when]
