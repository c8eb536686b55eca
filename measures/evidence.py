"""What shows that words may be shown: who was given the permission, or who published them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Evidence:
    """To whom permission was given and when, and the document; fields are named as the columns.

    `correction` says what was typed wrong in the words that were on before, where a licence lets
    nobody change them.
    """

    permission_holder: str = ""
    permission_on: date | None = None
    permission_document: str = ""
    correction: str | None = None
