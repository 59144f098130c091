"""Texts as sections, blocks and lines."""
