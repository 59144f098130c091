"""A tape that keeps what it was given in memory."""

from __future__ import annotations

from desktop.core.recording import Ending


class FakeTape:
    """`ending` is None until it was closed."""

    def __init__(self) -> None:
        self.body = b""
        self.times: list[float] = []
        self.ending: Ending | None = None

    def put(self, chunk: bytes, at: float) -> None:
        assert chunk
        assert self.ending is None
        self.body += chunk
        self.times.append(at)

    def close(self, at: float, ending: Ending) -> None:
        assert self.ending is None
        self.ending = ending
        self.times.append(at)
