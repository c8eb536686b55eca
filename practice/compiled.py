"""Queries whose SQL is worked out once in a process, and asked again with other values.

Django works a queryset out anew each time it is asked: for one with a dozen subqueries that takes
twenty times as long as the database needs to answer it.
"""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)

# Stand in for values while the SQL is worked out: nobody has this id, nothing happens then.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_147_483_000 + n,
    datetime: lambda n: datetime(9876, 5, 4, 3, 2, n, tzinfo=UTC),
}


class CompiledQuery(Generic[Row]):
    """What `build` answers for its named values, each an int or a moment, never None.

    `build` is called once, with stand-ins. It must make the same SQL for every
    value, so it may not look at them. Rows come as a list, as the queryset would give them.

        of_user = CompiledQuery(lambda user: Membership.objects.filter(user_id=user), user=int)
        of_user.rows(user=7)
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], **values: type) -> None:
        self._build, self._values = build, values
        self._worked_out: _WorkedOut | None = None
        self._lock = Lock()

    def rows(self, **values: Any) -> list[Row]:
        """Ask for these values. One query. TypeError for other names than were declared."""
        if values.keys() != self._values.keys():
            raise TypeError(f"the values are {sorted(self._values)}, not {sorted(values)}")
        with self._lock:
            if self._worked_out is None:
                self._worked_out = _WorkedOut(self._build, self._values)
        return self._worked_out.rows(values)


class _WorkedOut:
    """The SQL, and where in its parameters each value goes."""

    def __init__(self, build: Callable[..., QuerySet[Any]], values: dict[str, type]) -> None:
        stand_ins = {
            name: _STAND_INS[kind](number) for number, (name, kind) in enumerate(values.items())
        }
        self.queryset = build(**stand_ins)
        self.compiler: SQLCompiler = self.queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, params = self.compiler.as_sql()
        self.params = tuple(params)
        self.places: dict[int, str] = {}
        for name, stand_in in stand_ins.items():
            sought = (stand_in, self._adapted(stand_in))
            found = [at for at, param in enumerate(self.params) if param in sought]
            if not found:
                raise ValueError(f"{name} is not in the query")
            self.places |= dict.fromkeys(found, name)

    def rows(self, values: dict[str, Any]) -> list[Any]:
        params = tuple(
            self._adapted(values[self.places[at]]) if at in self.places else param
            for at, param in enumerate(self.params)
        )
        compiler = copy.copy(self.compiler)
        compiler.connection = connection  # this thread's own
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)  # type: ignore[method-assign]
        query = copy.copy(self.queryset.query)
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(QuerySet(self.queryset.model, query=query))

    def _adapted(self, value: Any) -> Any:
        """As the engine takes it."""
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        return value
