"""Queries of a page or an act, counted in this process against the measured database, and plans."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.bench.pages import CSRF, HOST, Request

# Tables that stay small however long a clinic works; every other one grows.
SMALL = {
    "practice_clinic",
    "practice_clinickey",
    "practice_invitation",
    "practice_membership",
    "practice_supervision",
    "practice_user",
}
# Fewer rows than these the planner reads through whatever indexes there are, and rightly so.
FEW = 5_000
_BRACKETS = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")


@dataclass(frozen=True, slots=True)
class Counted:
    """The statements of one request. `queries` leaves out what only brackets a transaction."""

    statements: list[str]

    @property
    def queries(self) -> list[str]:
        """What reads or writes rows."""
        return [sql for sql in self.statements if not _BRACKETS.match(sql)]


@dataclass(frozen=True, slots=True)
class Scan:
    """A sequential scan in a plan. `avoidable` when an index serves it once scans are dear."""

    page: str
    table: str
    rows: int
    avoidable: bool
    sql: str


def count(request: Request, status: int) -> Counted:
    """Send one request through Django's test client. Raises RuntimeError on a wrong answer."""
    browser = Browser(SERVER_NAME=HOST, headers=request.headers)
    browser.cookies[settings.SESSION_COOKIE_NAME] = request.cookie
    with CaptureQueriesContext(connection) as captured:
        if request.fields:
            browser.cookies[settings.CSRF_COOKIE_NAME] = CSRF
            answer = browser.post(request.path, request.fields | {"csrfmiddlewaretoken": CSRF})
        else:
            answer = browser.get(request.path)
    if answer.status_code != status:
        raise RuntimeError(f"{request.path} answered {answer.status_code}, not {status}")
    return Counted([query["sql"] for query in captured.captured_queries])


def scans(page: str, counted: Counted) -> Iterator[Scan]:
    """Sequential scans of tables that grow, in the plans of these queries at this size.

    A table of few rows counts only where no index would serve it when it has grown.
    """
    for sql in counted.queries:
        scanned = _scanned(sql) - SMALL
        unserved = _scanned(sql, dear=True) if scanned else set()
        for table in sorted(scanned):
            rows = _rows(table)
            if rows >= FEW or table in unserved:
                yield Scan(page, table, rows, table not in unserved, sql)


def _scanned(sql: str, *, dear: bool = False) -> set[str]:
    """Tables that the plan reads through; `dear` when every such scan is made to look costly."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET enable_seqscan = {'off' if dear else 'on'}")
        # A prepared statement's plan would not be worked out anew.
        cursor.execute("SET plan_cache_mode = force_custom_plan")
        nodes = list(_nodes(_plan(sql)))
        cursor.execute("RESET plan_cache_mode")
        cursor.execute("SET enable_seqscan = on")
    return {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql.replace("%", "%%"), [])
        (found,) = cursor.fetchone()
    plans = json.loads(found) if isinstance(found, str) else found
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        (rows,) = cursor.fetchone()
    return int(rows)
