"""The transcript: the messages of a conversation as rows of segments, laid out when they come near the eye."""
