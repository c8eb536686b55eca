"""The one writer of CSV: what a spreadsheet would run as a formula it writes as text."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins with one of these is computed, or runs something, in some spreadsheet.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float | None


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as UTF-8. None is an empty cell; a number stays one, also below zero."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([defused(each) for each in header])
    writer.writerows([defused(each) for each in row] for row in rows)
    return out.getvalue().encode()


def defused(cell: Cell) -> Cell:
    """The cell, behind an apostrophe where it is text that begins a formula."""
    if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
