"""Queries whose SQL is worked out once in a process, and asked again with other values.

Django works a queryset out anew each time it is asked: for one with a dozen subqueries that takes
twenty times as long as the database needs to answer it, and half of a page's time is spent so.
"""

import copy
import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar, get_args, get_origin
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from practice.prepared import PreparedStatement, is_possible

Row = TypeVar("Row")

LENGTHS = (0, 1, 2, 4, 8, 16, 32, 64)
"""Of lists whose SQL is kept: one between two of them is filled up with its last value.

A longer one is asked for without keeping its SQL.
"""

# Stand in for values while the SQL is worked out: nobody has this id, nothing happens then.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_147_483_000 + n,
    datetime: lambda n: datetime(9876, 5, 4, tzinfo=UTC) + timedelta(seconds=n),
    date: lambda n: date(9876, 5, 4) + timedelta(days=n),
    UUID: lambda n: UUID(int=(0xA11A << 112) + n),
}


class CompiledQuery(Generic[Row]):
    """What the queryset of `build` answers for the values of its arguments, as a list of rows.

    `build` is called once for each shape, with stand-ins, and its annotations say what they are: an
    int, a moment, a day or a UUID, never None; a list of one of these, for an `IN`, where neither
    order nor repetition matters, and whose shape is its length; or a bool, which is a shape itself.
    It must make the same SQL whatever the values are, so it may look at bools alone, and has to be
    told what time it is.

        @CompiledQuery
        def of_user(user: int) -> QuerySet[Membership]:
            return Membership.objects.filter(user_id=user)

        of_user.rows(user=7)
    """

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        declared = inspect.signature(build).parameters
        self._kinds = {name: each.annotation for name, each in declared.items()}
        unknown = [name for name, kind in self._kinds.items() if not _is_known(kind)]
        if unknown:
            raise TypeError(f"{build.__name__}: of no kind that can be a value: {unknown}")
        self._worked_out: dict[tuple[Any, ...], _WorkedOut] = {}
        self._lock = Lock()

    def rows(self, **values: Any) -> list[Row]:
        """Ask for these values. One query. TypeError for other names than were declared."""
        if values.keys() != self._kinds.keys():
            raise TypeError(f"the values are {sorted(self._kinds)}, not {sorted(values)}")
        lists = [name for name, kind in self._kinds.items() if get_origin(kind) is list]
        if any(len(values[name]) > LENGTHS[-1] for name in lists):
            return list(self._build(**values))
        values |= {name: _filled_up(values[name]) for name in lists}
        shape = tuple(_shape(kind, values[name]) for name, kind in self._kinds.items())
        with self._lock:
            if shape not in self._worked_out:
                self._worked_out[shape] = _WorkedOut(self._build, self._kinds, values)
        return self._worked_out[shape].rows(values)


def _is_known(kind: Any) -> bool:
    one = get_args(kind)[0] if get_origin(kind) is list else kind
    return one in _STAND_INS or kind is bool


def _filled_up(listed: list[Any]) -> list[Any]:
    length = next(each for each in LENGTHS if each >= len(listed))
    return [*listed, *listed[-1:] * (length - len(listed))]


def _shape(kind: Any, value: Any) -> Any:
    """What of a value the SQL depends on."""
    if get_origin(kind) is list:
        return len(value)
    return value if kind is bool else None


class _WorkedOut:
    """The SQL of one shape, and where in its parameters each value goes.

    `places` says by the number of a parameter whose value it takes, and which one of a list.
    """

    params: tuple[Any, ...] = ()
    is_empty = False

    def __init__(
        self, build: Callable[..., QuerySet[Any]], kinds: dict[str, Any], values: dict[str, Any]
    ) -> None:
        stand_ins = _stand_ins(kinds, values)
        self.queryset = build(**stand_ins)
        self.compiler: SQLCompiler = self.queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.places: dict[int, tuple[str, int | None]] = {}
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:  # whatever the other values are: a list was empty
            self.is_empty = True
            return
        self.params = tuple(params)
        for name, stand_in in stand_ins.items():
            if kinds[name] is not bool:
                self._place(name, stand_in)
        self.prepared = PreparedStatement(self.sql, self.params, sorted(self.places))

    def _place(self, name: str, stand_in: Any) -> None:
        listed = list(enumerate(stand_in)) if isinstance(stand_in, list) else [(None, stand_in)]
        for number, each in listed:
            sought = (each, _adapted(each))
            found = [at for at, param in enumerate(self.params) if param in sought]
            if not found:
                raise ValueError(f"{name} is not in the query")
            self.places |= dict.fromkeys(found, (name, number))

    def rows(self, values: dict[str, Any]) -> list[Any]:
        if self.is_empty:
            return []
        params = tuple(
            self._value(values, *self.places[at]) if at in self.places else param
            for at, param in enumerate(self.params)
        )
        asked = self.prepared.executed_with(params) if is_possible() else (self.sql, params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connection  # this thread's own
        compiler.as_sql = lambda *args, **kwargs: asked  # type: ignore[method-assign]
        query = copy.copy(self.queryset.query)
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        rows = self.queryset.all()
        rows.query = query
        return list(rows)

    @staticmethod
    def _value(values: dict[str, Any], name: str, number: int | None) -> Any:
        return _adapted(values[name] if number is None else values[name][number])


def _stand_ins(kinds: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """For each value another one of its shape."""
    number, found = iter(range(500)), {}
    for name, kind in kinds.items():
        if kind is bool:
            found[name] = values[name]
        elif get_origin(kind) is list:
            one = _STAND_INS[get_args(kind)[0]]
            found[name] = [one(next(number)) for _ in values[name]]
        else:
            found[name] = _STAND_INS[kind](next(number))
    return found


def _adapted(value: Any) -> Any:
    """As the engine takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
