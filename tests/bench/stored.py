"""Readings through PostgreSQL: every rating of a clinic read, computed and written.

The floor moves the same ratings out and the same columns in by COPY, in one transaction, and
computes an exponentially weighted mean of each series in between. It writes into the product's own
table, because its foreign keys and indexes are the price of every row in it; `bare` writes two
columns into a table without any.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Model
from numpy.typing import NDArray

from alliance.actions import replay
from alliance.actions.reread import reread
from alliance.actions.reread.copy import copy_in, copy_out
from alliance.actions.reread.postgresql import READINGS
from alliance.models import Rating, Reading
from alliance.models.rating import Perspective
from clients.models import Client
from practice.actions import create_clinic
from practice.models import Clinic, Membership, User
from sessions.models import Participation, Session
from tests.bench.readings import BULK, RATINGS, SESSIONS, Row

KEY = "alliance-client"

# What differs from row to row, as SQL; the other columns have the model's defaults.
_OF_CLIENT = {"code": "gen_random_uuid()", "created_at": "now()", "clinic_id": "%(clinic)s"}
_OF_SESSION = {
    "code": "gen_random_uuid()",
    "starts_at": "now() - n * interval '1 week'",
    "created_at": "now()",
    "is_documented": "true",
    "clinic_id": "%(clinic)s",
    "therapist_id": "%(therapist)s",
}
_OF_PARTICIPATION = {
    "code": "gen_random_uuid()",
    "starts_at": "s.starts_at",
    "attendance": "'attended'",
    "attendance_at": "s.starts_at",
    "client_id": "c.id",
    "clinic_id": "s.clinic_id",
    "session_id": "s.id",
}
_OF_RATING = {
    "code": "gen_random_uuid()",
    "perspective": "'client'",
    "instrument": f"'{KEY}'",
    "instrument_version": "1",
    "score": "round((2 + 1.6 * (random() + random() + random() + random() + random()))"
    "::numeric, 1)",
    "rated_at": "starts_at",
    "client_id": "client_id",
    "clinic_id": "clinic_id",
    "session_id": "session_id",
}
_FILL: tuple[tuple[type[Model], dict[str, str], str], ...] = (
    (Client, _OF_CLIENT, "generate_series(1, %(clients)s)"),
    (
        Session,
        _OF_SESSION,
        """clients_client c, generate_series(%(sessions)s, 1, -1) n
        WHERE c.clinic_id = %(clinic)s ORDER BY n DESC, c.id""",
    ),
    (
        Participation,
        _OF_PARTICIPATION,
        """(SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM therapy_sessions_session
            WHERE clinic_id = %(clinic)s) s
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM clients_client
            WHERE clinic_id = %(clinic)s) c ON c.place = s.place %% %(clients)s
        ORDER BY s.id""",
    ),
    (
        Rating,
        _OF_RATING,
        "therapy_sessions_participation WHERE clinic_id = %(clinic)s ORDER BY id",
    ),
)


_RATED = np.dtype([("client", "i8"), ("starts_at", "f8"), ("rating", "i8"), ("score", "f8")])
_SAMPLE = 25  # clients read one after another
_CLINICS = 9  # of the smallest size: a run of a tenth of a second is too short to believe once


@dataclass(frozen=True, slots=True)
class Stored:
    """Seconds for a clinic: the product, both floors, one client after another (scaled up).

    `processor` is what of the product's time this process and its PostgreSQL computed: the same
    figure while other things run.
    """

    ratings: int
    product: float
    processor: float
    floor: float
    bare: float
    loop: float


def rows(sizes: Sequence[int] = RATINGS) -> Iterator[Row]:
    """The product beside what the same table costs by COPY alone, for clinics of these sizes."""
    found = []
    for ratings in sizes:
        each = measure(ratings, _CLINICS if ratings == min(sizes) else 1)
        name = f"{ratings:,} ratings through PostgreSQL, beside COPY"
        yield _row(name, each.product, each.floor, BULK)
        yield _row(f"{ratings:,} the same, beside a bare table", each.product, each.bare)
        yield _row(f"{ratings:,} the same, client after client", each.product, each.loop)
        found.append((each.product / ratings * 1e3, each.processor / ratings * 1e3))
    name = f"a rating of {sizes[-1]:,} beside one of {sizes[0]:,} (µs"
    (few, few_computed), *_, (many, many_computed) = found
    yield _row(f"{name})", many, few, 1.0)
    yield _row(f"{name} of processor)", many_computed, few_computed)


def _row(name: str, ours: float, floor: float, budget: float | None = None) -> Row:
    return Row(name, ours * 1000, floor * 1000, ours / floor, budget)


def fill(ratings: int, number: int = 0) -> Clinic:
    """A clinic with so many ratings and no reading; no text anywhere, and so nothing sealed."""
    clinic = create_clinic(f"Bench of {ratings}")
    address = f"bench-{ratings}-{number}@bench.example"
    user = User.objects.create_user(address, None, name="Therapist")
    therapist = Membership.objects.create(clinic=clinic, user=user, is_therapist=True)
    values = {
        "clinic": clinic.pk,
        "therapist": therapist.pk,
        "clients": ratings // SESSIONS,
        "sessions": SESSIONS,
    }
    with connection.cursor() as cursor:
        # Without statistics on the rows of a moment ago the planner would loop over them.
        cursor.execute("SET enable_nestloop = off")
        for model, differing, source in _FILL:
            defaults = _defaults(model, differing)
            columns = differing | {column: f"%({column})s" for column in defaults}
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
                f" SELECT {', '.join(columns.values())} FROM {source}",
                defaults | values,
            )
        cursor.execute("RESET enable_nestloop")
    return clinic


def _defaults(model: type[Model], differing: Iterable[str]) -> dict[str, Any]:
    """What a new row holds in the columns that are not named and may not be empty."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    return {
        column: field.get_db_prep_save(field.get_default(), connection)
        for column, field in fields.items()
        if not (field.primary_key or field.null or column in differing)
    }


def measure(ratings: int, clinics: int = 1) -> Stored:
    """The median of so many clinics of this size."""
    found = [_measure(fill(ratings, number), ratings) for number in range(clinics)]
    figures = zip(*((x.product, x.processor, x.floor, x.bare, x.loop) for x in found), strict=True)
    return Stored(ratings, *map(median, figures))


def _measure(clinic: Clinic, ratings: int) -> Stored:
    """Read a clinic each way; the readings of the floors are rolled back and cleaned away."""
    _settle()
    bare = _seconds(lambda: _rolled_back(_bare, clinic))
    floor = _seconds(lambda: _rolled_back(_floor, clinic))
    loop = _loop(clinic)
    _settle()
    began, computed = time.perf_counter(), _processor()
    done = reread(clinic.pk, KEY)
    product, processor = time.perf_counter() - began, _processor() - computed
    if done.readings != ratings:
        raise RuntimeError(f"{done.readings} of {ratings} ratings were read")
    return Stored(ratings, product, processor, floor, bare, loop)


def _processor() -> float:
    """Seconds that this process and its PostgreSQL backend have computed, as Linux counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    scheduled = Path(f"/proc/{backend}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(scheduled.split()[0]) / 1e9


def _settle() -> None:
    """Both begin alike: no rows that were rolled back, statistics, and nothing left to write."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _rolled_back(write: Callable[[Clinic], None], clinic: Clinic) -> None:
    with transaction.atomic():
        write(clinic)
        with connection.cursor() as cursor:
            # What a commit would check.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _floor(clinic: Clinic) -> None:
    rated, weighted = _weighted(clinic)
    figures = ("value", "expected", "scale", "t", "p", "low", "high", "drift")
    columns = {
        "clinic": np.int64(clinic.pk),
        "rating": rated["rating"],
        "client": rated["client"],
        "n": np.int32(1),
        "read_at": np.int64(0),
        "flag": b"",
        "cause": b"",
        **dict.fromkeys(figures, weighted),
        "p": np.float64(0.5),
    }
    with connection.cursor() as cursor:
        copy_in(cursor, READINGS, columns, len(rated))


def _bare(clinic: Clinic) -> None:
    rated, weighted = _weighted(clinic)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (rating int8, expected float8) ON COMMIT DROP")
        columns = {"rating": rated["rating"], "expected": weighted}
        copy_in(cursor, "bare (rating, expected)", columns, len(rated))


def _weighted(clinic: Clinic) -> tuple[NDArray[np.void], NDArray[np.float64]]:
    """The ratings in order, all series of one length, and the weighted mean before each."""
    query = (
        "SELECT r.client_id, extract(epoch FROM s.starts_at)::float8, r.id, r.score"
        " FROM alliance_rating r JOIN therapy_sessions_session s ON s.id = r.session_id"
        f" WHERE r.clinic_id = {clinic.pk:d}"
    )
    with connection.cursor() as cursor:
        rated = copy_out(cursor, query, _RATED)
    rated = rated[np.lexsort((rated["starts_at"], rated["client"]))]
    scores = rated["score"].reshape(-1, SESSIONS)
    before = np.empty_like(scores)
    level = np.full(len(scores), 7.8)
    for n in range(SESSIONS):
        before[:, n] = level
        level += 0.3 * (scores[:, n] - level)
    return rated, before.ravel()


def _loop(clinic: Clinic) -> float:
    """A few clients one after another through the ORM, scaled up to all; rolled back."""
    clients = list(Client.objects.filter(clinic=clinic).order_by("id"))
    sample = clients[:_SAMPLE]
    began = time.perf_counter()
    with transaction.atomic():
        for client in sample:
            replay(client, Perspective.CLIENT, KEY)
        transaction.set_rollback(True)
    assert not Reading.objects.filter(client__in=sample).exists()
    return (time.perf_counter() - began) / len(sample) * len(clients)
