"""Statements that PostgreSQL plans once for a connection, and not each time they are asked.

Of the time that PostgreSQL needs for a page's queries, five sixths went into planning them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import connection

# Of each connection to the server, which statements it knows.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
_numbers = count(1)
_TYPES = {int: "bigint", datetime: "timestamptz", date: "date", UUID: "uuid"}


class PreparedStatement:
    """SQL with `%s` for its parameters, of which those in `varying` differ from time to time.

    Those are ints, moments, days or UUIDs; `params` shows one of each, and the others stay as they
    are there.
    """

    def __init__(self, sql: str, params: Sequence[Any], varying: Sequence[int]) -> None:
        self._sql, self._params, self._varying = sql, params, varying
        self._name = f"compiled_{next(_numbers)}"

    def executed_with(self, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """What to execute on this thread's connection, which knows the statement from now on."""
        connection.ensure_connection()
        known = _known.setdefault(connection.connection, set())
        if self._name not in known:
            self._prepare()
            known.add(self._name)
        values = tuple(params[at] for at in self._varying)
        arguments = f"({', '.join(['%s'] * len(values))})" if values else ""
        return f"EXECUTE {self._name}{arguments}", values

    def _prepare(self) -> None:
        from psycopg2.extensions import AsIs

        numbered = list(self._params)
        for number, at in enumerate(self._varying, 1):
            numbered[at] = AsIs(f"${number}")
        types = ", ".join(_TYPES[type(self._params[at])] for at in self._varying)
        # Past Django's cursor: this is no query of the page's.
        with connection.connection.cursor() as cursor:
            declared = f"({types})" if types else ""
            cursor.execute(f"PREPARE {self._name}{declared} AS {self._sql}", numbered)


def is_possible() -> bool:
    """Whether statements stay with a connection.

    They do not on SQLite, which plans in no time, nor behind a pooler that hands out another
    connection for each transaction, for which Django's own setting is honoured.
    """
    kept = not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    return connection.vendor == "postgresql" and kept
