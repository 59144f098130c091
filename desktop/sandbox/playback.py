"""A script becomes bytes and pauses. Two traps: a pause must flush what was said before it, and thousands of pauses of
a microsecond each would take far longer than they add up to, so short ones are saved up.
"""

import secrets
import string
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

import msgspec

from desktop.sandbox.script import Cue, Cut, Emit, FinishReason, Flood, Json, Raw, Say, Script, Think, Wait, pieces
from desktop.sandbox.speed import Speed

Beat = bytes | float | Cut
"""Bytes to send, seconds to wait, or the end before its time."""

SHORTEST_PAUSE: Final = 0.004
LARGE: Final = 64 * 1024
DONE: Final = b"data: [DONE]\n\n"
RAW_REASONS: Final[dict[FinishReason, str]] = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "content-filter": "SAFETY",
    "tool-calls": "STOP",
    "error": "OTHER",
    "other": "OTHER",
}


def event(value: Json) -> bytes:
    return b"data: " + msgspec.json.encode(value) + b"\n\n"


def message_id() -> str:
    """16 letters and digits, as in the documented example."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(16))


def beats(script: Script, session_id: str, speed: Speed) -> Iterator[Beat]:
    """The whole body. Pauses are merged, bytes are joined up to the next pause or to about 64 KiB."""
    return _merged(_Player(speed).play(script, session_id))


def _merged(parts: Iterable[Beat]) -> Iterator[Beat]:
    waiting, owed = bytearray(), 0.0
    for part in parts:
        if isinstance(part, Cut):
            yield from _last(waiting, owed)
            yield part
            return
        if isinstance(part, float):
            owed += part
            continue
        if owed >= SHORTEST_PAUSE:
            yield from _flushed(waiting)
            yield owed
            owed = 0.0
        waiting += part
        if len(waiting) >= LARGE:
            yield from _flushed(waiting)
    yield from _last(waiting, owed)


def _last(waiting: bytearray, owed: float) -> Iterator[Beat]:
    yield from _flushed(waiting)
    if owed >= SHORTEST_PAUSE:
        yield owed


def _flushed(waiting: bytearray) -> Iterator[bytes]:
    if waiting:
        yield bytes(waiting)
        waiting.clear()


class _Player:
    def __init__(self, speed: Speed) -> None:
        self._speed = speed
        self._texts = 0
        self._thoughts = 0

    def play(self, script: Script, session_id: str) -> Iterator[Beat]:
        if script.frame:
            yield event({"type": "start", "messageId": message_id()}) + event({"type": "start-step"})
        for cue in script.cues:
            yield from self._cue(cue)
        if script.frame:
            yield from _ending(script, session_id)

    def _cue(self, cue: Cue) -> Iterator[Beat]:
        match cue:
            case Say():
                yield from self._text(pieces(cue.text))
            case Think():
                yield from self._reasoning(pieces(cue.text))
            case Flood():
                yield from self._flood(cue)
            case Emit():
                if cue.paced:
                    yield self._speed.of(str(cue.event.get("inputTextDelta", "")))
                yield event(cue.event)
            case Raw():
                yield cue.data
            case Wait():
                yield cue.seconds * (self._speed.work if cue.work else 1.0)
            case Cut():
                yield cue
            case _:
                assert_never(cue)

    def _text(self, deltas: Iterable[str]) -> Iterator[Beat]:
        text_id = str(self._texts)
        self._texts += 1
        yield from self._block("text", text_id, deltas)

    def _reasoning(self, deltas: Iterable[str]) -> Iterator[Beat]:
        self._thoughts += 1
        yield from self._block("reasoning", f"r{self._thoughts}", deltas)

    def _block(self, kind: str, block_id: str, deltas: Iterable[str]) -> Iterator[Beat]:
        yield event({"type": f"{kind}-start", "id": block_id})
        for delta in deltas:
            yield self._speed.of(delta)
            yield event({"type": f"{kind}-delta", "id": block_id, "delta": delta})
        yield event({"type": f"{kind}-end", "id": block_id})

    def _flood(self, flood: Flood) -> Iterator[Beat]:
        """At instant speed the round of deltas is encoded once and repeated: a million of them cost little."""
        block_id = str(self._texts)
        self._texts += 1
        yield event({"type": "text-start", "id": block_id})
        deltas = [event({"type": "text-delta", "id": block_id, "delta": piece}) for piece in flood.pieces]
        rounds, rest = divmod(flood.count, len(deltas))
        if self._speed.instant:
            whole = b"".join(deltas)
            for _ in range(rounds):
                yield whole
            yield b"".join(deltas[:rest])
        else:
            for number in range(flood.count):
                yield self._speed.of(flood.pieces[number % len(deltas)])
                yield deltas[number % len(deltas)]
        yield event({"type": "text-end", "id": block_id})


def _ending(script: Script, session_id: str) -> Iterator[bytes]:
    yield event({"type": "finish-step"})
    yield event({"type": "finish", "finishReason": script.reason})
    yield event({"type": "data-session", "data": session_id})
    reasons = {"finishReason": script.reason, "rawFinishReason": RAW_REASONS[script.reason]}
    yield event({"type": "data-finish-reason", "data": reasons})
    if script.done:
        yield DONE
