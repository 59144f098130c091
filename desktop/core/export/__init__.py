"""Conversations written out: the forms, what they are made of, and a writer for each."""
