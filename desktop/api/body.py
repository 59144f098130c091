"""The body of one 200 answer to events, live or from a file. It always ends in exactly one end, and that comes last.

The trap: the content type says nothing. A body is an event stream when an event was in it; only at its end is it known
to have been a JSON answer, a web page or nothing, so its head is kept until then.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from desktop.api import redact, wire
from desktop.api.sse import BOM, DONE, MAX_LINE, MAX_TOLD, Decoder, Item, excerpt
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
from desktop.core.events import (
    DataEvent,
    Done,
    ErrorEvent,
    Event,
    Failed,
    Interrupted,
    Skipped,
    TextDelta,
    TextEnd,
    TextStart,
)

CUT_SHORT: Final = Problem("cut_short", retryable=True)
MAX_BODY: Final = 64 * 1024 * 1024
"""The most bytes of a stream that are read; one that is no stream may have `MAX_LINE`."""
_NO_STREAM: Final = Problem("answer_too_large", {"size": f"{MAX_LINE // 1024**2} MiB"})
_TOO_LONG: Final = Problem("answer_too_large", {"size": f"{MAX_BODY // 1024**2} MiB"})
_QUOTES: Final[frozenset[type]] = frozenset({Skipped, ErrorEvent})
"""What quotes the server: it may echo the secret."""
_FIELDS: Final = (b"data:", b":", b"event:", b"id:", b"retry:")


class BodyReader:
    """Reads one body. `feed` its chunks in order until `ended`, then `close` it once.

    Of what could not be used the first 50 are told one by one, the rest as runs with a count: a fold makes the same of
    them, however the body was cut.
    """

    def __init__(self, secret: Secret | None = None) -> None:
        self._secret = secret or Secret("")
        self._decoder = Decoder()
        self._head = bytearray()
        self._is_stream = False
        self._held: list[Skipped] = []
        self._held_more = 0
        self._skipped = 0
        self._done = False
        self._too_large = False
        self._room = MAX_BODY

    @property
    def ended(self) -> bool:
        """Nothing that follows can change the outcome any more."""
        return self._done or self._too_large or not self._room

    def feed(self, chunk: bytes) -> tuple[Event, ...]:
        chunk = chunk[: self._room]
        self._room -= len(chunk)
        if self._is_stream:
            return tuple(self._events(self._decoder.feed(chunk)))
        room = MAX_LINE + 1 - len(self._head)
        return (*self._feed_head(chunk[:room]), *self._feed_rest(chunk[room:]))

    def _feed_head(self, chunk: bytes) -> list[Event]:
        """Read while it is open what the body is; past 8 MiB that is decided by how it starts."""
        self._head += chunk
        events = self._events(self._decoder.feed(chunk))
        if len(self._head) <= MAX_LINE:
            return events
        if _starts_like_a_stream(self._head):
            return self._become_stream()
        self._too_large = True
        return []

    def _feed_rest(self, chunk: bytes) -> list[Event]:
        return self._events(self._decoder.feed(chunk)) if self._is_stream else []

    def close(self, problem: Problem = CUT_SHORT) -> tuple[Event, ...]:
        """The last events. `problem` says why the body ended; it counts only when the answer is not complete."""
        if self._too_large:
            return (Failed(_NO_STREAM),)
        events = self._events(self._decoder.close())
        if not self._is_stream:
            if not _starts_like_a_stream(self._head):
                return self._verdict(bytes(self._head), problem)
            events = self._become_stream()
        return (*events, Done() if self._done else Interrupted(problem if self._room else _TOO_LONG))

    def _events(self, items: list[Item]) -> list[Event]:
        events: list[Event] = []
        plain = self._is_stream and not self._done
        for item in items:
            if not (plain and isinstance(item, bytes) and item != DONE):
                for event in self._unusual(item):
                    self._add(event, events)
                plain = self._is_stream and not self._done
            elif (event := wire.decode(item)).__class__ in _QUOTES:
                self._add(event, events)
            else:
                events.append(event)
        return events

    def _add(self, event: Event, events: list[Event]) -> None:
        """Add an event; one that could not be used joins the run before it when many were told already."""
        if isinstance(event, ErrorEvent):
            event = replace(event, error_text=redact.scrub(event.error_text, self._secret))
        if not isinstance(event, Skipped):
            events.append(event)
            return
        self._skipped += event.count
        if self._skipped <= MAX_TOLD:
            events.append(self._scrubbed(event))
            return
        count, last = event.count, events[-1] if events else None
        if isinstance(last, Skipped) and last.reason == event.reason and self._skipped - count > MAX_TOLD:
            count += last.count
            events.pop()
        events.append(Skipped(event.reason, count=count))

    def _unusual(self, item: Item) -> list[Event]:
        """The first event, the end and what comes after it, and what is no event."""
        if isinstance(item, Skipped):
            return [item] if self._is_stream else self._hold(item)
        before = [] if self._is_stream else self._become_stream()
        if self._done:
            return [Skipped("after_end", excerpt(item))]
        if item == DONE:
            self._done = True
            return before
        return [*before, wire.decode(item)]

    def _hold(self, skipped: Skipped) -> list[Event]:
        """Keep what may turn out to be the lines of a JSON answer. All are counted, the first ones with their text."""
        if len(self._held) < MAX_TOLD:
            self._held.append(self._scrubbed(skipped))
        else:
            self._held_more += 1
        return []

    def _scrubbed(self, skipped: Skipped) -> Skipped:
        return replace(skipped, excerpt=redact.scrub_cut(skipped.excerpt, self._secret))

    def _become_stream(self) -> list[Event]:
        self._is_stream = True
        self._head.clear()
        more = (Skipped("not_a_field", count=self._held_more),) if self._held_more else ()
        return [*self._held, *more]

    def _verdict(self, body: bytes, problem: Problem) -> tuple[Event, ...]:
        """What a body without any event was."""
        if found := wire.answer(body):
            return _answered(*found)
        if wire.is_error(body):
            return (Failed(wire.problem(200, "", body, secret=self._secret, now=0)),)
        if wire.is_web_page(body):
            return (Failed(Problem("html_answer", retryable=True)),)
        if problem != CUT_SHORT:
            return (Interrupted(problem),)
        if not body.removeprefix(BOM).strip():
            return (Failed(Problem("empty_answer", retryable=True)),)
        return (*self._become_stream(), Failed(Problem("unreadable_answer")))


def _answered(text: str, session: str) -> tuple[Event, ...]:
    """A JSON answer, told like a stream."""
    named = (DataEvent("session", session),) if session else ()
    if not text.strip():
        return (*named, Failed(Problem("empty_answer", retryable=True)))
    return (TextStart("0"), TextDelta("0", text), TextEnd("0"), *named, Done())


def _starts_like_a_stream(head: bytearray) -> bool:
    """Whether the first line is a field or a comment of an event stream."""
    return head.removeprefix(BOM).lstrip(b"\r\n").startswith(_FIELDS)
