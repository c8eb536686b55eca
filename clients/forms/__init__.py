"""Forms about people in care that stand on pages of their own."""

from clients.forms.library import LibraryTextForm

__all__ = ["LibraryTextForm"]
