"""Pages about how notes are written."""
