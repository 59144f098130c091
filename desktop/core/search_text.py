"""What is searched of a message, the words of a query, and the marks that a message is filtered by.

The trap: what is indexed and what is looked at afterwards must be the same text, so both sides take it from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple
from zlib import crc32

from desktop.core.events import Json
from desktop.core.find import FoldedText, Needle, fold
from desktop.core.message import Message, Notice, Reasoning, Source, Text, ToolCall, ToolState
from desktop.core.search import SearchQuery

_QUOTED: Final = re.compile(r'"([^"]*)"?|([^"\s]+)')
_LONGEST_QUERY: Final = 2_000
_BEFORE: Final = 40
_LENGTH: Final = 120
_REACH: Final = 400
"""Characters of a text on each side of a place that its snippet is made from."""
_DAY: Final = 86_400
_DAYS: Final = 32_768
_SPANS: Final = (1, 32, 1024)
"""Days of one mark: a range of dates is put together from few of them."""


class Piece(NamedTuple):
    """A text of a message in which words may stand together. `tool` is the name of the tool it is from."""

    text: str
    tool: str = ""


class Found(NamedTuple):
    """Where the first of the words that are looked for stands: a piece, and from, to in its characters."""

    piece: Piece
    place: tuple[int, int]


def pieces(message: Message, title: str = "") -> Iterator[Piece]:
    """All that is searched of a message; `title` is for the first one of a conversation."""
    for part in message.parts:
        match part:
            case Text(text=text) | Reasoning(text=text) | Notice(text=text):
                yield Piece(text)
            case ToolCall():
                yield from (Piece(text, part.name) for text in _tool_texts(part))
            case Source():
                yield from (Piece(text) for text in (part.title, part.url, part.filename) if text)
            case _:
                pass
    if title:
        yield Piece(title)


def needles(text: str) -> tuple[Needle, ...]:
    """The words of a query; what stands in quotes is one of them. Nothing else has a meaning.

    Only the first 2,000 characters count: more were pasted by mistake.
    """
    found = (Needle(fold(quoted or word).strip()) for quoted, word in _QUOTED.findall(text[:_LONGEST_QUERY]))
    return tuple(dict.fromkeys(needle for needle in found if needle))


def find_words(words: tuple[Needle, ...], message: Message, title: str) -> Found | None:
    """The first of the words, when each of them is somewhere in the message; `title` as for `pieces`."""
    found: list[Found] = []
    texts = [(piece, FoldedText(piece.text)) for piece in pieces(message, title)]
    for word in words:
        places = (Found(piece, place) for piece, text in texts if (place := text.first(word)) is not None)
        if (first := next(places, None)) is None:
            return None
        found.append(first)
    return found[0] if found else Found(texts[0][0] if texts else Piece(""), (0, 0))


def snippet(words: tuple[Needle, ...], found: Found) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line around a place, and the places of all words in it; the place itself is always in it."""
    text, (start, stop) = found.piece.text, found.place
    before = " ".join(text[max(0, start - _REACH) : start].split())
    if len(before) > _BEFORE:
        before = "…" + before[-_BEFORE:].partition(" ")[2]
    word = " ".join(text[start:stop].split())
    gap = " " if before and text[start - 1 : start].isspace() else ""
    line = before + gap + word
    tail = text[stop : stop + _REACH]
    after = (" " if tail[:1].isspace() else "") + " ".join(tail.split())
    room = max(0, _LENGTH - len(line))
    line += after if len(after) <= room and stop + _REACH >= len(text) else after[:room].rstrip() + "…"
    return line, _joined(sorted(place for needle in words for place in needle.places(line)))


def marks(message: Message, profile_id: str, chatbot_id: str, conversation_id: str) -> set[str]:
    """Tokens that no text has: what the message is filtered by."""
    day = _day(message.created)
    found = {_ROLE(message.role.value), chatbot_mark(profile_id, chatbot_id), conversation_mark(conversation_id)}
    found |= {_span_mark(span, day // span) for span in _SPANS}
    if message.tool_calls:
        found.add(_HAS_TOOL)
    if has_error(message):
        found.add(_HAS_ERROR)
    return found


def wanted_marks(query: SearchQuery) -> list[list[str]]:
    """What a message must have by the filters of a query: one mark of each list."""
    groups: list[list[str]] = []
    if query.role is not None:
        groups.append([_ROLE(query.role.value)])
    if query.has_tool:
        groups.append([_HAS_TOOL])
    if query.has_error:
        groups.append([_HAS_ERROR])
    if query.chatbot is not None:
        groups.append([chatbot_mark(*query.chatbot)])
    if query.since or query.until:
        last = _day(query.until) if query.until else _DAYS - 1
        groups.append([_span_mark(span, number) for span, number in _spans(_day(query.since), last)])
    return groups


def fits(query: SearchQuery, message: Message, chatbot: tuple[str, str]) -> bool:
    """Whether a message is what the filters ask for, but for the tag."""
    return (
        query.role in (None, message.role)
        and query.chatbot in (None, chatbot)
        and query.since <= message.created
        and (not query.until or message.created < query.until)
        and (not query.has_tool or bool(message.tool_calls))
        and (not query.has_error or has_error(message))
    )


def has_error(message: Message) -> bool:
    """Whether it ended badly, or a tool in it did."""
    return message.problem is not None or any(tool.state is ToolState.OUTPUT_ERROR for tool in message.tool_calls)


def chatbot_mark(profile_id: str, chatbot_id: str) -> str:
    return _mark(3, _short(f"{profile_id}\0{chatbot_id}"))


def conversation_mark(conversation_id: str) -> str:
    return _mark(4, _short(conversation_id))


def _tool_texts(tool: ToolCall) -> Iterator[str]:
    yield from (text for text in (tool.name, tool.title, tool.error) if text)
    if tool.input_text is not None and not isinstance(tool.input, dict | list | str):
        yield tool.input_text
    for value in (tool.input, tool.output):
        if isinstance(value, dict | list | str | int | float):
            yield "\n".join(_lines(value))


def _lines(value: Json) -> Iterator[str]:
    """Every key and every leaf of a JSON value, a leaf beside its key; without recursion, for values nest deeply."""
    waiting: list[tuple[str, Json]] = [("", value)]
    while waiting:
        key, item = waiting.pop()
        if isinstance(item, dict):
            yield from filter(None, [key])
            waiting += reversed(item.items())
        elif isinstance(item, list):
            yield from filter(None, [key])
            waiting += [("", child) for child in reversed(item)]
        else:
            leaf = item if isinstance(item, str) else "null" if item is None else str(item).lower()
            yield f"{key}: {leaf}" if key else leaf


def _joined(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, stop in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return tuple(joined)


def _spans(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The fewest spans that cover the days from `first` up to and with `last`: how long, and which one."""
    day = first
    while day <= last:
        span = next(span for span in reversed(_SPANS) if day % span == 0 and day + span <= last + 1)
        yield span, day // span
        day += span


def _day(seconds: float) -> int:
    """Clocks may stand anywhere; the days before 1970 and after 2059 count as one each."""
    return int(min(max(seconds / _DAY, 0), _DAYS - 1)) if seconds == seconds else 0  # noqa: PLR0124 - NaN


def _mark(kind: int, value: str) -> str:
    """A character for private use comes first: no token of a text has one."""
    return f"{chr(0xE000 + kind)}{value}"


def _span_mark(span: int, number: int) -> str:
    return _mark(5 + _SPANS.index(span), str(number))


def _short(text: str) -> str:
    """Few bytes instead of an id; two that share one are told apart when the message is looked at."""
    return f"{crc32(text.encode('utf-8', 'replace')):x}"


_ROLE: Final = partial(_mark, 0)
_HAS_TOOL: Final = _mark(1, "t")
_HAS_ERROR: Final = _mark(2, "e")
