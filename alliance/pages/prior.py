"""The clinic's own priors beside those in force: figures and what they would change, no person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from alliance.actions.prior import shipped_prior
from alliance.models import ClinicPrior, Rating
from alliance.science.expectation import Prior
from alliance.science.moments import CLIENTS, RATINGS
from measures.catalogue import all_instruments
from measures.instrument import Instrument
from practice.models import Clinic


@dataclass(frozen=True, slots=True)
class Figures:
    """One prior in score points, as standard deviations: what a person can picture."""

    mu: float
    tau: float
    sigma: float
    nu0: float

    @classmethod
    def of(cls, prior: Prior) -> "Figures":
        """The same prior."""
        return cls(prior.mu, prior.tau2**0.5, prior.sigma2**0.5, prior.nu0)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual on one instrument: shipped, in force if it is the clinic's, newly estimated.

    `enough` counts the clients with enough ratings for an estimate.
    """

    measure: Instrument
    shipped: Figures
    enough: int
    in_force: ClinicPrior | None
    waiting: ClinicPrior | None
    being_read: bool

    @property
    def own(self) -> Figures | None:
        """The clinic's figures in force."""
        return Figures.of(self.in_force.as_science()) if self.in_force else None

    @property
    def proposed(self) -> Figures | None:
        """The clinic's figures that wait to be applied."""
        return Figures.of(self.waiting.as_science()) if self.waiting else None


def priors(clinic: Clinic) -> dict[str, Any]:
    """Every instrument whose ratings are read and that this clinic uses. 2 queries."""
    own = list(ClinicPrior.objects.filter(clinic=clinic).order_by("version"))
    rated = _rated(clinic)
    listed = [
        _usual(measure, [prior for prior in own if prior.instrument == measure.key], rated)
        for measure in all_instruments()
        if measure.prior and measure.key in rated
    ]
    return {
        "listed": listed,
        "waiting": sum(usual.waiting is not None for usual in listed),
        "enough_clients": CLIENTS,
        "enough_ratings": RATINGS,
    }


def _usual(measure: Instrument, own: list[ClinicPrior], rated: dict[str, int]) -> Usual:
    newest = own[-1] if own else None
    return Usual(
        measure=measure,
        shipped=Figures.of(shipped_prior(measure.key)),
        enough=rated[measure.key],
        in_force=next((p for p in own if p.applied_at and not p.retired_at), None),
        waiting=newest if newest and not newest.applied_at else None,
        being_read=any(p.applied_at and not p.reread_at for p in own),
    )


def _rated(clinic: Clinic) -> dict[str, int]:
    """By instrument, how many clients have enough scored ratings. One query."""
    each = (
        Rating.objects.filter(clinic=clinic, score__isnull=False)
        .values("instrument", "client")
        .annotate(n=Count("id"))
        .values_list("instrument", "n")
    )
    counted: dict[str, int] = {}
    for key, n in each:
        counted[key] = counted.get(key, 0) + (n >= RATINGS)
    return counted
