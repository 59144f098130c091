"""The headless face: the same floors without a window. No Qt is imported here."""
