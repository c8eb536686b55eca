"""A clinic's own prior, estimated from its ratings: nightly, for a person to compare and apply."""

from dataclasses import dataclass

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from numpy.typing import NDArray

from alliance.actions.prior import prior_in_force
from alliance.actions.reread import chunks, store_of_engine
from alliance.actions.reread.series import Floats, Series, Whole
from alliance.models import ClinicPrior, Rating
from alliance.science.bulk import read_ragged
from alliance.science.expectation import Prior
from alliance.science.moments import RATINGS, TooFew, estimate, summed
from measures.catalogue import instrument

NOTICEABLE = 0.01
"""Estimates whose figures all differ by less (a share of the standard deviation) are one."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Every rating of a clinic on one instrument, client by client, NaN where there is no score."""

    values: Floats
    starts: Whole

    @classmethod
    def of(cls, clinic_id: int, key: str) -> "Ratings":
        """Read them chunk by chunk, keeping only the scores."""
        values: list[Floats] = []
        lengths: list[Whole] = []
        store = store_of_engine()
        for first, last in chunks(clinic_id):
            series = Series.of(store.rows(clinic_id, key, first, last))
            values.append(series.rows["score"].copy())
            lengths.append(np.diff(series.starts))
        counted = np.concatenate([[0], *lengths]).astype(np.int64)
        return cls(np.concatenate([np.zeros(0), *values]), np.cumsum(counted))

    def flagged(self, prior: Prior, key: str) -> NDArray[np.bool_]:
        """Where a reading against this prior is worth asking about."""
        composite = instrument(key).composite
        read, _left = read_ragged(
            self.values, self.starts, prior, lowest=composite.lowest, highest=composite.highest
        )
        return np.asarray(read.flag > 0)


def estimate_priors(clinic_id: int) -> list[ClinicPrior]:
    """Estimate what is usual in a clinic, for each instrument that it has ratings on."""
    keys = Rating.objects.filter(clinic=clinic_id).values_list("instrument", flat=True).distinct()
    found = [estimate_prior(clinic_id, key) for key in sorted(keys) if instrument(key).prior]
    return [prior for prior in found if prior]


def estimate_prior(clinic_id: int, key: str) -> ClinicPrior | None:
    """Store the next version, with what it would change.

    None when the ratings are too few (40 clients with 4 each), or when it does not
    differ noticeably from the newest version.
    """
    ratings = Ratings.of(clinic_id, key)
    try:
        found = estimate(ratings.values, ratings.starts)
    except TooFew:
        return None
    newest = ClinicPrior.objects.newest(clinic_id, key)
    if newest and _is_same(newest.as_science(), found):
        return None
    counted = summed(ratings.values, ratings.starts).n
    now = ratings.flagged(prior_in_force(clinic_id, key), key)
    then = ratings.flagged(found, key)
    try:
        with transaction.atomic():
            return ClinicPrior.objects.create(
                clinic_id=clinic_id,
                instrument=key,
                version=newest.version + 1 if newest else 1,
                mu=found.mu,
                tau2=found.tau2,
                sigma2=found.sigma2,
                nu0=found.nu0,
                s02=found.s02,
                clients=int((counted >= RATINGS).sum()),
                ratings=int(counted.sum()),
                estimated_at=timezone.now(),
                flagged_before=int(now.sum()),
                flagged_after=int(then.sum()),
                only_before=int((now & ~then).sum()),
                only_after=int((then & ~now).sum()),
            )
    except IntegrityError:  # another worker did the same just now
        return None


def _is_same(one: Prior, other: Prior) -> bool:
    sigma = one.sigma2**0.5
    return (
        abs(one.mu - other.mu) < NOTICEABLE * sigma
        and abs(one.tau2**0.5 - other.tau2**0.5) < NOTICEABLE * sigma
        and abs(sigma - other.sigma2**0.5) < NOTICEABLE * sigma
        and abs(one.nu0 - other.nu0) < 10 * NOTICEABLE * one.nu0
    )
