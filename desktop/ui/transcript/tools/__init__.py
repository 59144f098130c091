"""Tools, steps and sources."""
