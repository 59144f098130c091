"""One conversation: its page around the transcript, and what is done in it."""
