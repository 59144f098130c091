"""What a chatbot of the sandbox wants to happen, as plain values; `playback` turns them into bytes and pauses.

A chatbot never sees the socket: the same script feeds the streaming endpoint, the plain one, and the tests.
"""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import chain, cycle, islice, pairwise
from typing import Final, Literal, TypeAlias

import msgspec

Json: TypeAlias = Mapping[str, object]
FinishReason = Literal["stop", "length", "content-filter", "tool-calls", "error", "other"]

LONGEST_PIECE: Final = 8


class Say(msgspec.Struct, frozen=True):
    """One text part, streamed in small deltas."""

    text: str


class Think(msgspec.Struct, frozen=True):
    """One reasoning part, streamed like text."""

    text: str


class Flood(msgspec.Struct, frozen=True):
    """One text part of exactly `count` deltas, taken from `pieces` round and round."""

    pieces: tuple[str, ...]
    count: int

    @property
    def text(self) -> str:
        return "".join(islice(cycle(self.pieces), self.count))


class Emit(msgspec.Struct, frozen=True):
    """One event as it is. A paced one waits its turn as a delta does."""

    event: Json
    paced: bool = False


class Raw(msgspec.Struct, frozen=True):
    """Bytes for the wire, unchecked."""

    data: bytes


class Wait(msgspec.Struct, frozen=True):
    """A pause in seconds. Work gets shorter as the speed goes up, a fault lasts as long as it was asked to."""

    seconds: float
    work: bool = False


class Cut(msgspec.Struct, frozen=True):
    """The end, here: the connection is dropped, or (clean) the body is closed as if all were well."""

    clean: bool = False


Cue: TypeAlias = Say | Think | Flood | Emit | Raw | Wait | Cut


class Script(msgspec.Struct, frozen=True):
    """An answer with status 200.

    `hold` is the time in seconds before the status line. Without `frame` nothing is sent but the cues; without
    `done` the last line, [DONE], is left out. A `measured` one was asked for by its number of deltas, and comes at once
    unless a speed is named. `plain` is the text of deltas that are written out as raw bytes.
    """

    cues: tuple[Cue, ...]
    hold: float = 0.0
    frame: bool = True
    done: bool = True
    reason: FinishReason = "stop"
    measured: bool = False
    plain: str | None = None

    @property
    def text(self) -> str:
        """All deltas of all text parts, joined: what the endpoint without streaming answers."""
        if self.plain is not None:
            return self.plain
        return "".join(cue.text for cue in self.cues if isinstance(cue, Say | Flood))

    @property
    def fails(self) -> bool:
        """Whether the service reports an error of its own in the middle."""
        return any(isinstance(cue, Emit) and cue.event.get("type") == "error" for cue in self.cues)


class Page(msgspec.Struct, frozen=True):
    """An answer that is one body: an error, or something that has no business here."""

    status: int
    body: bytes
    media_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


Reply: TypeAlias = Script | Page

NEW_STEP: Final = (Emit({"type": "finish-step"}), Emit({"type": "start-step"}))


def pieces(text: str) -> list[str]:
    """Cut as a model would: words with the space before them, 2 to 8 characters each (a text of one character: one)."""
    words = re.findall(r"\s*\S+|\s+\Z", text)
    if len(words) > 1 and len(words[0]) == 1:
        words[:2] = [words[0] + words[1]]
    if len(words) > 1 and len(words[-1]) == 1:
        words[-2:] = [words[-2] + words[-1]]
    return list(chain.from_iterable(map(_even, words)))


def _even(word: str) -> Iterable[str]:
    count = -(-len(word) // LONGEST_PIECE)
    marks = [len(word) * n // count for n in range(count + 1)]
    return (word[start:end] for start, end in pairwise(marks))


class Tool(msgspec.Struct, frozen=True):
    """One call of a tool. `title` is what a person reads, `name` what a program does."""

    id: str
    name: str
    title: str
    input: Json

    def asked(self) -> tuple[Cue, ...]:
        """The input, growing piece by piece, then whole."""
        known = {"toolCallId": self.id, "toolName": self.name}
        written = json.dumps(self.input, ensure_ascii=False)
        grown = (
            Emit({"type": "tool-input-delta", "toolCallId": self.id, "inputTextDelta": piece}, paced=True)
            for piece in pieces(written)
        )
        return (
            Emit({"type": "tool-input-start", **known, "title": self.title}),
            *grown,
            Emit({"type": "tool-input-available", **known, "title": self.title, "input": self.input}),
        )

    def told(self, output: Json, *, preliminary: bool = False) -> Emit:
        event = {"type": "tool-output-available", "toolCallId": self.id, "output": output}
        return Emit(event | {"preliminary": True} if preliminary else event)

    def failed(self, why: str) -> Emit:
        return Emit({"type": "tool-output-error", "toolCallId": self.id, "errorText": why})


def source(source_id: str, url: str, title: str) -> Emit:
    return Emit({"type": "source-url", "sourceId": source_id, "url": url, "title": title})
