"""Code: its lines, colours and buttons."""
