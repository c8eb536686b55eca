"""PostgreSQL's binary COPY from and into NumPy arrays, without a Python object a row.

The format is a header, then for each row the number of fields, and for each field its length and
its bytes, all big-endian, then an end mark. Rows without a NULL among fields of fixed width are
therefore a NumPy array.
"""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"


def copy_out(cursor: Any, query: str, row: np.dtype[np.void]) -> NDArray[np.void]:
    """The rows of `query`, which has the columns of `row` in its order and types, and no NULL."""
    out = io.BytesIO()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", out)
    raw = out.getbuffer()
    body = raw[len(_HEADER) : len(raw) - len(_TRAILER)]
    found = np.frombuffer(body, dtype=_wire({name: row[name].str for name in row.names or ()}))
    kept = np.empty(len(found), dtype=row)
    for name in row.names or ():
        kept[name] = found[name]
    return kept


def copy_in(cursor: Any, into: str, columns: dict[str, Any], many: int) -> None:
    """Write `many` rows `into` a table, "alliance_reading (rating_id, n)": a column each.

    A column is an array of whole numbers or floats in the width of the table's column, or one
    value of these types or bytes (a text) for all rows.
    """
    arrays = {name: _column(value) for name, value in columns.items()}
    wire = np.zeros(many, dtype=_wire({name: array.dtype.str for name, array in arrays.items()}))
    wire["fields"] = len(arrays)
    for name, array in arrays.items():
        wire[f"{name}_length"] = array.dtype.itemsize
        if array.dtype.itemsize:
            wire[name] = array
    file = _File(_HEADER, wire, _TRAILER)
    cursor.copy_expert(f"COPY {into} FROM STDIN (FORMAT binary)", file)


def _column(value: Any) -> NDArray[Any]:
    return np.array(np.void(value)) if isinstance(value, bytes) else np.asarray(value)


def _wire(kinds: dict[str, str]) -> np.dtype[np.void]:
    """A row as PostgreSQL sends it: the number of fields, then each with its length before it."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in kinds.items():
        fields += [(f"{name}_length", ">i4"), (name, kind.replace("<", ">"))]
    return np.dtype(fields)


class _File:
    """Byte strings and arrays read as one file, without joining them in memory."""

    def __init__(self, *parts: Any) -> None:
        self._parts = [memoryview(part).cast("B") for part in parts]

    def read(self, size: int = 65536) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        while self._parts and not len(self._parts[0]):
            del self._parts[0]
        if not self._parts:
            return b""
        part = self._parts[0]
        self._parts[0] = part[size:]
        return bytes(part[:size])
