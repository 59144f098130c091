"""Rules of the house that no linter holds: each reads a source and returns what it finds against it."""
