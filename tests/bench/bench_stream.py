"""Bytes to message: the event stream of a long answer, decoded, read as JSON and folded, beside `json.loads` alone."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from typing import Final

from desktop.api.body import BodyReader
from desktop.core.message import Message, Status, empty_reply
from desktop.core.reducer import fold_all
from tests.bench.result import Bench, Result, one

EVENTS: Final = 50_000
ROUNDS: Final = 5
READ: Final = 64 * 1024
"""Bytes of one network read."""


def payloads() -> list[bytes]:
    words = ("Each", " answer", " grows", " word by", " word, até", " the", " end.\n\n")
    deltas = [{"type": "text-delta", "id": "0", "delta": words[at % len(words)]} for at in range(EVENTS)]
    events = [{"type": "start", "messageId": "m"}, {"type": "text-start", "id": "0"}, *deltas]
    return [json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() for event in events]


def whole_reads(lines: list[bytes]) -> list[bytes]:
    """The body as a fast network delivers it, in full reads."""
    body = b"".join(b"data: " + line + b"\n\n" for line in [*lines, b"[DONE]"])
    return [body[at : at + READ] for at in range(0, len(body), READ)]


def single_reads(lines: list[bytes]) -> list[bytes]:
    """The body as a slow chatbot writes it, an event a read."""
    return [b"data: " + line + b"\n\n" for line in [*lines, b"[DONE]"]]


def become_message(reads: list[bytes]) -> Message:
    reader = BodyReader()
    message = empty_reply("m", 0.0)
    for read in reads:
        message = fold_all(message, reader.feed(read), 1.0)
    return fold_all(message, reader.close(), 1.0)


def measure(name: str, cut: Callable[[list[bytes]], list[bytes]], goal: float) -> Result:
    lines = payloads()
    reads = cut(lines)
    message = become_message(reads)
    assert message.status is Status.COMPLETE
    floor = value = float("inf")
    for _ in range(ROUNDS):
        floor = min(floor, seconds(lambda: [json.loads(line) for line in lines]))
        value = min(value, seconds(lambda: become_message(reads)))
    return Result(name, value, "s", floor, goal)


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


BENCHES: Final[dict[str, Bench]] = {
    "bytes-to-message": one(lambda: measure("bytes-to-message", whole_reads, 1.5)),
    "bytes-to-message-single-reads": one(lambda: measure("bytes-to-message-single-reads", single_reads, 5.0)),
}
