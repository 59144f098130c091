"""The inbox of a chatbot: what visitors wrote, read only."""
