"""An event stream as it goes into a problem report: what could be a key is masked in every text that it carries.

The trap: an answer comes a few characters an event, so a key may stand in no line of the stream. So the deltas of a
part are joined, masked and put back. Every line stays where it was, and what was JSON is JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from desktop.core.json_text import strict_json
from desktop.core.report import MASK, names_key

Masking: TypeAlias = Callable[[Sequence[str]], list[str]]
"""Masks a text that comes in pieces, and gives as many back."""

_LINE: Final = re.compile(r"(data: ?)?([^\r\n]*)(\r\n?|\n|\Z)")
_TOKEN: Final = re.compile(
    r'"(?P<text>[^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"?(?P<name>\s*+:)?|(?P<bracket>[\[\]{}])|[^\s"\[\]{},:]+'
)
"""Of JSON, and of some that was cut or is ill-formed: its texts end with their line at the latest."""
_HALF: Final = re.compile("[\ud800-\udfff]")
_DELTAS: Final = ("delta", "inputTextDelta")
_IDS: Final = ("id", "toolCallId")


def masked_stream(text: str, masking: Masking) -> str:
    """The stream with as many lines, each of which says what it said, less what is masked. Linear in its length."""
    return _Stream(text, masking).masked()


class _Text(Struct, frozen=True):
    """A text in JSON, or a number or a word: where it stands (without its quotes), and what it says.

    `member` is the name that it has in the event itself; `is_key` says that it has, or is within, the name of a key.
    """

    start: int
    end: int
    content: str
    member: str = ""
    is_key: bool = False
    is_bare: bool = False


class _Event(Struct):
    """The data of an event, the numbers of the lines that it comes in, and what is to be put where."""

    rows: list[int]
    data: str
    changes: list[tuple[int, int, str]]

    def put(self, text: _Text, content: str) -> None:
        if content != text.content:
            written = json.dumps(content, ensure_ascii=_HALF.search(content) is not None)
            self.changes.append((text.start, text.end, written if text.is_bare else written[1:-1]))

    def changed(self) -> str:
        made, read = [], 0
        for start, end, written in sorted(self.changes):
            made += [self.data[read:start], written]
            read = end
        return "".join([*made, self.data[read:]])


class _Stream:
    def __init__(self, text: str, masking: Masking) -> None:
        lines = [line for line in _LINE.finditer(text) if line[0]]
        self._heads = [line[1] or "" for line in lines]
        self._values = [line[2] for line in lines]
        self._ends = [line[3] for line in lines]
        self._masking = masking
        self._clean: dict[str, str] = {}
        self._events: list[_Event] = []
        self._open: dict[tuple[str, str], list[tuple[_Event, _Text]]] = {}
        self._joins: list[list[tuple[_Event, _Text]]] = []

    def masked(self) -> str:
        self._read()
        for join in self._joins:
            for (event, delta), content in zip(join, self._masking([text.content for _, text in join]), strict=True):
                event.put(delta, content)
        for event in self._events:
            self._write(event)
        return "".join(piece for line in zip(self._heads, self._values, self._ends, strict=True) for piece in line)

    def _read(self) -> None:
        data: list[int] = []
        others: list[int] = []
        for row, head in enumerate(self._heads):
            if head:
                self._mask_lines(others)
                others = []
                data.append(row)
                continue
            others.append(row)
            if not self._values[row]:
                self._take(data)
                data = []
        self._mask_lines(others)
        self._take(data)

    def _mask_lines(self, rows: list[int]) -> None:
        """As one text, but none becomes part of another."""
        if any(self._values[row] for row in rows):
            pieces = self._masking([f"{self._values[row]}\n" for row in rows])
            for row, piece in zip(rows, pieces, strict=True):
                self._values[row] = piece.removesuffix("\n")

    def _take(self, rows: list[int]) -> None:
        event = _Event(rows, "\n".join(self._values[row] for row in rows), [])
        self._events.append(event)
        if not event.data.lstrip().startswith(("{", "[")):
            return
        texts = list(_texts(event.data))
        members = {text.member: text for text in texts}
        delta = next((members[name] for name in _DELTAS if name in members and not members[name].is_bare), None)
        self._join(event, members, delta)
        for text in texts:
            if text is not delta:
                event.put(text, MASK if text.is_key else self._masked(text.content))

    def _join(self, event: _Event, members: dict[str, _Text], delta: _Text | None) -> None:
        """An event of a part that is no delta begins or ends it: what comes then under its id is another text."""
        kind = members["type"].content if "type" in members else ""
        name = next((members[name].content for name in _IDS if name in members), "")
        part = (kind.rpartition("-")[0], name)
        if delta is None:
            self._open.pop(part, None)
            return
        if part not in self._open:
            self._open[part] = []
            self._joins.append(self._open[part])
        self._open[part].append((event, delta))

    def _masked(self, text: str) -> str:
        """Types and ids come with every event."""
        if text not in self._clean:
            self._clean[text] = self._masking([text])[0]
        return self._clean[text]

    def _write(self, event: _Event) -> None:
        if event.changes:
            for row, value in zip(event.rows, event.changed().split("\n"), strict=True):
                self._values[row] = value
        if not _is_json(event.data):
            self._mask_lines(event.rows)


def _texts(data: str) -> Iterator[_Text]:
    """Every text, number and word in some JSON, names too."""
    depth = within = 0  # `within`: the depth from which on everything belongs to a key
    name = ""
    for token in _TOKEN.finditer(data):
        if token["name"]:
            name = _content(token["text"])
            yield _Text(*token.span("text"), name)
            continue
        if (bracket := token["bracket"]) is None:
            is_bare = token["text"] is None
            content = token[0] if is_bare else _content(token["text"])
            is_key = within > 0 or names_key(name)
            member = name if depth == 1 else ""
            yield _Text(*token.span(0 if is_bare else "text"), content, member, is_key, is_bare)
        elif bracket in "[{":
            depth += 1
            within = within or (depth if names_key(name) else 0)
        else:
            within = 0 if depth == within else within
            depth -= 1
        name = ""


def _content(text: str) -> str:
    """What a text in quotes says; one that was cut amid an escape is taken as it stands."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _is_json(data: str) -> bool:
    try:
        strict_json(data)
    except ValueError:
        return False
    return True
