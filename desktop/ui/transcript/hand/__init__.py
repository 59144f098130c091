"""What the mouse and the keyboard do."""
