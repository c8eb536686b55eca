"""What the pages about writing notes show."""

from sessions.pages.format import note_formats
from sessions.pages.snippet import snippets

__all__ = ["note_formats", "snippets"]
