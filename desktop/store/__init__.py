"""The disk: history, profiles, settings and secrets. Every call blocks, so each runs on a thread of its owner."""
