"""The network floor: requests out, bytes in, events up. Knows httpx, so that nobody above has to."""
