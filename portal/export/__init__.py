"""Everything of a record that its client may take along, as plain values, one part a noun.

The page that offers it, the JSON and the PDF read the same parts: what is left out of one is in
none. A part asks for what is theirs, never for a table as a whole, and names each field that it
gives: a column that is added to a table later goes out only once somebody decides that it may.
"""

from portal.export.parts import PARTS, Part, Row
from portal.export.whole import FORMAT, VERSION, as_json, file_name, own_record, schema

__all__ = [
    "FORMAT",
    "PARTS",
    "VERSION",
    "Part",
    "Row",
    "as_json",
    "file_name",
    "own_record",
    "schema",
]
