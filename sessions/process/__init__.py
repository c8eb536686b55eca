"""Process notes: sealed for their author alone. What is sealed how: docs/decisions/0007."""
