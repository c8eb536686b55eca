"""Pages about sessions that show nothing of the alliance."""
