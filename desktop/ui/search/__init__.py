"""The search in all conversations."""
