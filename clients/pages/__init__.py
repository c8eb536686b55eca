"""What the pages about people in care show, where nothing else is shown beside."""

from clients.pages.library import Text, library_of, library_page, text_of

__all__ = ["Text", "library_of", "library_page", "text_of"]
