"""Series out of PostgreSQL and readings into it by COPY."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection

from alliance.actions.reread.columns import FLAGS, NewReadings, NewStandings
from alliance.actions.reread.copy import copy_in, copy_out
from alliance.actions.reread.series import ROW, Rows, Whole

# The ids of clients stand in every join, so that each table is reached through its own index and a
# chunk costs the same in a clinic of any size. Nothing is looked up row by row: right after ratings
# were brought in there are no statistics, and by them a loop over a whole chunk looks cheap.
_NO_LOOPS = "SET LOCAL enable_nestloop = off"

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_SERIES = """
SELECT p.client_id, extract(epoch FROM p.starts_at)::float8, p.session_id,
        coalesce(r.id, 0), coalesce(r.score, 'NaN'),
        coalesce(c.id, 0), coalesce(c.n, 0)::int8,
        coalesce(c.expected, 0), coalesce(c.p, 0), coalesce(c.value, 0),
        (CASE c.flag WHEN 'low' THEN 1 WHEN 'marked' THEN 2 ELSE 0 END)::int8
    FROM therapy_sessions_participation p
    LEFT JOIN alliance_rating r
        ON r.session_id = p.session_id AND r.client_id = p.client_id AND r.instrument = '%(key)s'
        AND r.client_id BETWEEN %(first)d AND %(last)d
    LEFT JOIN alliance_reading c ON c.rating_id = r.id AND c.superseded_at IS NULL
        AND c.client_id BETWEEN %(first)d AND %(last)d
    WHERE p.clinic_id = %(clinic)d AND p.client_id BETWEEN %(first)d AND %(last)d
        AND (r.id IS NOT NULL OR p.attendance IN ('expected', 'attended'))
"""

READINGS = """alliance_reading (clinic_id, rating_id, client_id, n, read_at, flag, cause,
    value, expected, scale, t, p, low, high, drift)"""

_STANDINGS = """
INSERT INTO alliance_standing (clinic_id, client_id, perspective, instrument, n, mean, ss, drift,
    rated, at_maximum, latest_id, latest_session_at, recent)
SELECT %(clinic)s, s.client, %(perspective)s, %(instrument)s, s.n, s.mean, s.ss, s.drift, s.rated,
    s.at_maximum, r.id, to_timestamp(s.met), s.recent
FROM new_standing s
LEFT JOIN alliance_reading r ON r.rating_id = s.scored AND r.superseded_at IS NULL
    AND r.client_id BETWEEN %(first)s AND %(last)s
ON CONFLICT (client_id, perspective, instrument) DO UPDATE SET
    n = excluded.n, mean = excluded.mean, ss = excluded.ss, drift = excluded.drift,
    rated = excluded.rated, at_maximum = excluded.at_maximum, latest_id = excluded.latest_id,
    latest_session_at = excluded.latest_session_at, recent = excluded.recent
"""


def rows(clinic_id: int, key: str, first: int, last: int) -> Rows:
    """The parts in sessions of the clients with these ids, in no order."""
    # COPY takes no parameters. The key is a slug that `measures.codes.read_key` let through.
    assert key.replace("-", "").replace("_", "").isalnum()
    query = _SERIES % {"key": key, "clinic": clinic_id, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_NO_LOOPS)
        return copy_out(cursor, query, ROW)


def lock(clinic_id: int, key: str, first: int, last: int) -> None:
    """Let nobody read another rating of these clients until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM alliance_standing WHERE clinic_id = %s AND instrument = %s"
            " AND client_id BETWEEN %s AND %s ORDER BY client_id FOR UPDATE",
            [clinic_id, key, first, last],
        )


def write(new: NewReadings, standings: NewStandings) -> None:
    """Supersede what was replaced, add what is new, put the standings right."""
    with connection.cursor() as cursor:
        replaced = new.replaces > 0
        _supersede(cursor, new.replaces[replaced], new.read_at)
        for number, flag in enumerate(FLAGS):
            flagged = new.flag == number
            _add(cursor, new, np.flatnonzero(flagged & ~replaced), str(flag), "")
            _add(cursor, new, np.flatnonzero(flagged & replaced), str(flag), new.cause)
        _put(cursor, standings)


def _supersede(cursor: Any, readings: Whole, at: datetime) -> None:
    if not len(readings):
        return
    cursor.execute(
        "UPDATE alliance_reading SET superseded_at = %s WHERE id = ANY(%s)",
        [at, readings.tolist()],
    )


def _add(cursor: Any, new: NewReadings, which: Whole, flag: str, cause: str) -> None:
    """One COPY for each flag and cause: texts of one length make rows of one width."""
    if not len(which):
        return
    since = new.read_at - _EPOCH
    columns = {
        "clinic": np.int64(new.clinic_id),
        "rating": new.rating[which],
        "client": new.client[which],
        "n": new.n[which],
        "read_at": np.int64((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds),
        "flag": flag.encode(),
        "cause": cause.encode(),
        **{name: figures[which] for name, figures in new.figures.items()},
    }
    copy_in(cursor, READINGS, columns, len(which))


def _put(cursor: Any, standings: NewStandings) -> None:
    cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS new_standing (client int8, n int4, mean float8,"
        " ss float8, drift float8, rated int4, at_maximum int4, scored int8, met float8,"
        " recent jsonb) ON COMMIT DELETE ROWS"
    )
    cursor.execute("TRUNCATE new_standing")
    figures = zip(
        *(
            getattr(standings, name).tolist()
            for name in ("client", "n", "mean", "ss", "drift", "rated", "at_maximum")
        ),
        standings.scored.tolist(),
        standings.met.tolist(),
        map(json.dumps, standings.recent),
        strict=True,
    )
    text = io.StringIO()
    csv.writer(text).writerows(figures)
    text.seek(0)
    cursor.copy_expert("COPY new_standing FROM STDIN (FORMAT csv)", text)
    cursor.execute(
        _STANDINGS,
        {
            "clinic": standings.clinic_id,
            "perspective": standings.perspective,
            "instrument": standings.instrument,
            "first": int(standings.client[0]),
            "last": int(standings.client[-1]),
        },
    )
