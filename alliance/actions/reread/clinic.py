"""A clinic's ratings on one instrument, chunk by chunk: read, compare, write."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from alliance.actions.prior import prior_in_force
from alliance.actions.reread import portable, postgresql
from alliance.actions.reread.columns import NewReadings, NewStandings
from alliance.actions.reread.series import Series
from alliance.models import Reading
from clients.models import Client
from measures.catalogue import instrument

CHUNK = 5_000
"""Clients read in one transaction: what fits in memory, and how long a submission may wait."""


@dataclass(frozen=True, slots=True)
class Reread:
    """How many clients' series were read, and how many readings are new or were replaced."""

    clients: int
    readings: int


def reread(
    clinic_id: int, key: str, *, cause: str = Reading.Cause.PRIOR, chunk: int = CHUNK
) -> Reread:
    """Read every rating of a clinic on one instrument against the prior in force.

    Each chunk of clients is one transaction, so that a check-in waits for its own chunk alone; cut
    off in between, it goes on where readings still differ when it is called again. `cause` is
    what the page says about a reading that was replaced; a rating's first reading has none.
    """
    clients = readings = 0
    for first, last in chunks(clinic_id, chunk):
        read = _reread(clinic_id, key, first, last, cause)
        clients, readings = clients + read.clients, readings + read.readings
    return Reread(clients, readings)


@transaction.atomic
def _reread(clinic_id: int, key: str, first: int, last: int, cause: str) -> Reread:
    store = store_of_engine()
    measure = instrument(key)
    store.lock(clinic_id, key, first, last)
    series = Series.of(store.rows(clinic_id, key, first, last))
    if not len(series.rows):
        return Reread(0, 0)
    read, left = series.read(prior_in_force(clinic_id, key), measure.composite)
    new = NewReadings.of(series, read, clinic_id=clinic_id, cause=cause, read_at=timezone.now())
    standings = NewStandings.of(
        series,
        read,
        left,
        clinic_id=clinic_id,
        perspective=measure.perspective,
        instrument=key,
        highest=measure.composite.highest,
    )
    store.write(new, standings)
    return Reread(len(standings), len(new))


def store_of_engine() -> ModuleType:
    """`rows`, `lock` and `write` for the database in use."""
    return postgresql if connection.vendor == "postgresql" else portable


def chunks(clinic_id: int, size: int = CHUNK) -> Iterator[tuple[int, int]]:
    """The first and last ids of so many of a clinic's clients at a time."""
    ids = np.fromiter(
        Client.objects.filter(clinic=clinic_id)
        .order_by("id")
        .values_list("id", flat=True)
        .iterator(),
        dtype=np.int64,
    )
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        yield int(part[0]), int(part[-1])
