"""Pages about the clinic's people, the clinic's settings and one's own account."""
