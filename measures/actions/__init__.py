"""Writes about what a clinic may ask."""

from measures.actions.clinic_instrument import (
    ImportedAlready,
    ShippedAlready,
    import_instrument,
    read_import,
    record_export,
    withdraw_instrument,
)
from measures.actions.wording_pack import (
    NotYet,
    Reworded,
    WordedAlready,
    begin_pack,
    save_pack,
    switch_on,
    withdraw_pack,
)

__all__ = [
    "ImportedAlready",
    "NotYet",
    "Reworded",
    "ShippedAlready",
    "WordedAlready",
    "begin_pack",
    "import_instrument",
    "read_import",
    "record_export",
    "save_pack",
    "switch_on",
    "withdraw_instrument",
    "withdraw_pack",
]
