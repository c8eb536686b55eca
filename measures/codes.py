"""Reading the names that machines use: keys inside the product, LOINC codes between systems."""

import re

from measures.instrument import Loinc
from measures.table import Table

# Keys end up in form field names and addresses.
KEY = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
LOINC = re.compile(r"[0-9]{3,6}-[0-9]")


def read_key(table: Table, seen: set[str] | None = None) -> str:
    """Read `key`; with `seen`, also refuse one already there and add it."""
    key = table.text("key")
    if not KEY.fullmatch(key):
        table.refuse("key", f"“{key}” must be lower-case letters and digits, joined by - or _")
    if seen is not None:
        if key in seen:
            table.refuse("key", f"“{key}” is used twice")
        seen.add(key)
    return key


def read_loinc_codes(table: Table) -> Loinc:
    """Return the codes of the form and, if there is one, of its total."""
    panel = read_loinc(table, "panel") or table.refuse("panel", "is missing")
    codes = Loinc(panel, read_loinc(table, "total"))
    table.finish()
    return codes


def read_loinc(table: Table, key: str) -> str | None:
    """Return the LOINC code under `key`, if there is one; refuse a mistyped one."""
    if key not in table:
        return None
    code = table.text(key)
    if not LOINC.fullmatch(code) or not _check_digit_holds(code.replace("-", "")):
        table.refuse(key, f"“{code}” is not a LOINC code: its check digit does not fit")
    return code


def _check_digit_holds(digits: str) -> bool:
    """LOINC's last digit makes the Luhn (mod 10) sum a multiple of ten."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
