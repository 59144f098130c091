"""A search without an index: every message is read and looked at. As slow as the history is long, and never wrong.

The trap: a word may stand in the text, in what a tool was given, or in what it said; all words must be in the message,
but not all in the same place of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from desktop.core.conversation import Conversation
from desktop.core.export import Opened, Said
from desktop.core.find import Needle
from desktop.core.json_text import pretty_json
from desktop.core.message import Message, Status
from desktop.core.search import Hit, SearchQuery
from desktop.store.exports import Exports

_BEFORE: Final = 40
_AFTER: Final = 120


def scan(exports: Exports, query: SearchQuery) -> Iterator[Hit]:
    """The conversation in which something happened last comes first, and of its messages the last. No trash."""
    needles = [Needle(word) for word in query.text.split()]
    for conversation_id in exports.ids(with_trash=False, newest_first=True):
        pieces = exports.pieces((conversation_id,))
        for opened in pieces:
            if isinstance(opened, Opened) and _may_hold(opened.conversation, query):
                said = [piece.message for piece in pieces if isinstance(piece, Said)]
                hits = (_hit(opened.conversation, message, query, needles) for message in reversed(said))
                yield from (hit for hit in hits if hit is not None)


def _may_hold(conversation: Conversation, query: SearchQuery) -> bool:
    chatbot = (conversation.profile_id, conversation.chatbot_id)
    return query.chatbot in (None, chatbot) and (not query.tag or query.tag in conversation.tags)


def _hit(conversation: Conversation, message: Message, query: SearchQuery, needles: list[Needle]) -> Hit | None:
    if not _fits(message, query):
        return None
    places = list(_places(message))
    found = [[(at, needle.places(text)) for at, (_tool, text) in enumerate(places)] for needle in needles]
    if not all(any(spots for _at, spots in of_word) for of_word in found):
        return None
    first = min((at for of_word in found for at, spots in of_word if spots), default=0)
    tool, text = places[first] if places else ("", "")
    marks = sorted(spot for of_word in found for at, spots in of_word if at == first for spot in spots)
    snippet, kept = _snippet(text, marks)
    return Hit(conversation, message.id, message.role, message.created, snippet, kept, tool)


def _fits(message: Message, query: SearchQuery) -> bool:
    failed = message.problem is not None or message.status in (Status.FAILED, Status.INTERRUPTED)
    failed = failed or any(call.error for call in message.tool_calls)
    return (
        query.role in (None, message.role)
        and (not query.since or message.created >= query.since)
        and (not query.until or message.created < query.until)
        and (not query.has_tool or bool(message.tool_calls))
        and (not query.has_error or failed)
    )


def _places(message: Message) -> Iterator[tuple[str, str]]:
    """The name of the tool, and a text in which words may stand."""
    yield "", message.text
    for call in message.tool_calls:
        for value in (call.input, call.output):
            if value is not UNSET:
                yield call.name, pretty_json(value)
        if call.error:
            yield call.name, call.error


def _snippet(text: str, marks: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """What stands around the first place, on one line, and the places in it."""
    start = max(0, marks[0][0] - _BEFORE) if marks else 0
    stop = start + _BEFORE + _AFTER
    line = "".join(" " if char.isspace() else char for char in text[start:stop])
    kept: list[tuple[int, int]] = []
    for begin, end in marks:
        if end <= stop and (not kept or begin - start >= kept[-1][1]):
            kept.append((begin - start, end - start))
    return line, tuple(kept)
