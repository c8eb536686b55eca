"""What the pages about instruments show."""

from measures.pages.instrument import about, history, imported_row, passages, understood
from measures.pages.instruments import instruments

__all__ = ["about", "history", "imported_row", "instruments", "passages", "understood"]
