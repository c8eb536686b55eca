"""What the numbers mean: pure functions without Django, database or clock."""
