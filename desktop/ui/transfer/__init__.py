"""Conversations and profiles on their way out and in."""
