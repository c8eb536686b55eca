"""The same for a database without COPY: SQLite, the practice of one."""

from datetime import datetime

import numpy as np
from django.db import connection

from alliance.actions.reread.columns import FLAGS, NewReadings, NewStandings
from alliance.actions.reread.series import ROW, Rows
from alliance.models import Reading, Standing
from sessions.models import Session

_SERIES = """
SELECT p.client_id, (julianday(p.starts_at) - 2440587.5) * 86400.0, p.session_id,
    coalesce(r.id, 0), r.score, coalesce(c.id, 0), coalesce(c.n, 0),
    coalesce(c.expected, 0.0), coalesce(c.p, 0.0), coalesce(c.value, 0.0),
    CASE c.flag WHEN 'low' THEN 1 WHEN 'marked' THEN 2 ELSE 0 END
FROM therapy_sessions_participation p
LEFT JOIN alliance_rating r
    ON r.session_id = p.session_id AND r.client_id = p.client_id AND r.instrument = %s
LEFT JOIN alliance_reading c ON c.rating_id = r.id AND c.superseded_at IS NULL
WHERE p.clinic_id = %s AND p.client_id BETWEEN %s AND %s
    AND (r.id IS NOT NULL OR p.attendance IN ('expected', 'attended'))
"""
_STANDING = ("n", "mean", "ss", "drift", "rated", "at_maximum", "recent")


def rows(clinic_id: int, key: str, first: int, last: int) -> Rows:
    """The parts in sessions of the clients with these ids, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIES, [key, clinic_id, first, last])
        found = [
            tuple(np.nan if column is None else column for column in row)
            for row in cursor.fetchall()
        ]
    return np.array(found, dtype=ROW)


def lock(clinic_id: int, key: str, first: int, last: int) -> None:
    """Nothing to do: on SQLite a transaction that writes is alone (BEGIN IMMEDIATE)."""


def write(new: NewReadings, standings: NewStandings) -> None:
    """Supersede what was replaced, add what is new, put the standings right."""
    replaced = new.replaces[new.replaces > 0].tolist()
    for first in range(0, len(replaced), 500):
        some = replaced[first : first + 500]
        Reading.objects.filter(pk__in=some).update(superseded_at=new.read_at)
    Reading.objects.bulk_create(_readings(new), batch_size=500)
    Standing.objects.bulk_create(
        _standings(standings),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["client", "perspective", "instrument"],
        update_fields=[*_STANDING, "latest", "latest_session_at"],
    )


def _readings(new: NewReadings) -> list[Reading]:
    figures = {name: column.tolist() for name, column in new.figures.items()}
    return [
        Reading(
            clinic_id=new.clinic_id,
            rating_id=rating,
            client_id=client,
            n=n,
            flag=FLAGS[flag],
            cause=new.cause if replaces else "",
            **{name: column[place] for name, column in figures.items()},
        )
        for place, (rating, client, n, flag, replaces) in enumerate(
            zip(
                new.rating.tolist(),
                new.client.tolist(),
                new.n.tolist(),
                new.flag.tolist(),
                new.replaces.tolist(),
                strict=True,
            )
        )
    ]


def _standings(new: NewStandings) -> list[Standing]:
    latest: dict[int, int] = {}
    met: dict[int, datetime] = {}
    scored, sessions = new.scored.tolist(), new.session.tolist()
    for first in range(0, len(new), 500):
        some = slice(first, first + 500)
        current = Reading.objects.filter(rating__in=scored[some], superseded_at=None)
        latest |= dict(current.values_list("rating_id", "id"))
        met |= dict(Session.objects.filter(pk__in=sessions[some]).values_list("pk", "starts_at"))
    figures = {
        name: getattr(new, name) if name == "recent" else getattr(new, name).tolist()
        for name in _STANDING
    }
    return [
        Standing(
            clinic_id=new.clinic_id,
            client_id=client,
            perspective=new.perspective,
            instrument=new.instrument,
            latest_id=latest.get(scored[place]),
            latest_session_at=met[sessions[place]],
            **{name: column[place] for name, column in figures.items()},
        )
        for place, client in enumerate(new.client.tolist())
    ]
