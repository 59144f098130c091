"""Recorded bodies and the message that each becomes; the expectation lies beside the body, as JSON."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from desktop.api.body import BodyReader
from desktop.core.message import Message, empty_reply
from desktop.core.reducer import fold_all
from tests.api.chunks import cut

STREAMS = sorted((Path(__file__).parent.parent / "streams").glob("*.sse"))


def become_message(chunks: list[bytes]) -> Message:
    reader = BodyReader()
    message = empty_reply("m", 0.0)
    for chunk in chunks:
        message = fold_all(message, reader.feed(chunk), 1.0)
    return fold_all(message, reader.close(), 1.0)


def summary(message: Message) -> dict[str, object]:
    """What a person would notice of a message, without what is empty."""
    told: dict[str, object] = {
        "status": message.status,
        "text": message.text,
        "parts": [type(part).__name__ for part in message.parts],
        "tools": [[call.name, call.state, call.input_text, call.error] for call in message.tool_calls],
        "session_id": message.session_id,
        "finish_reason": [message.finish_reason, message.raw_finish_reason] if message.finish_reason else [],
        "problem": [message.problem.code, message.problem.detail] if message.problem else [],
        "skipped": dict(Counter(skipped.reason for skipped in message.skipped)),
    }
    return {name: value for name, value in told.items() if value}


def test_there_are_streams() -> None:
    assert len(STREAMS) >= 22


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_a_recorded_body_becomes_its_message(path: Path) -> None:
    body = path.read_bytes()
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    whole = become_message([body])
    assert summary(whole) == expected
    assert become_message([bytes([byte]) for byte in body]) == whole
    assert become_message(list(cut(body, [7, 64, 65, 190]))) == whole
