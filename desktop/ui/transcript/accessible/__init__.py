"""The transcript as screen readers know it."""
