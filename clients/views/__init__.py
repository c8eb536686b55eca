"""Pages about people in care that show nothing of the alliance."""
