"""What can be asked and how it is scored."""
