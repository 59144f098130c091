"""The JSON of `export_json` read again: checked to the last member before anything is done with it.

The trap: the file may come from anybody. What is wrong is refused with its place; what is right is still only words,
and a time that no calendar has, or a tag with a line break in it, would break what reads it later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Final, NoReturn, TypeAlias

import msgspec
from msgspec import Meta, Struct

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem, StoreError
from desktop.core.export.json_writer import NAME, VERSION
from desktop.core.json_source import JsonSource, SourceError
from desktop.core.message import Message, Status, ToolCall
from desktop.core.text import elide, revealed

LONGEST: Final = 64 * 1024 * 1024
"""Bytes of one message."""
_DEEPEST: Final = 240
"""Levels; a value of the wire may have 200, and the file and the message put some around it."""
_END_OF_TIME: Final = 253_402_300_799.0  # the last second of the year 9999
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_HALF: Final = "no JSON, or half a character"
_AT: Final = re.compile(r"^(.*) - at `\$?\.?(.*)`$", re.DOTALL)

_Id: TypeAlias = Annotated[str, Meta(min_length=1, max_length=256)]
_Words: TypeAlias = Annotated[str, Meta(max_length=4_000)]
_Tag: TypeAlias = Annotated[str, Meta(pattern=r"^[^\x00-\x1f]+$", max_length=200)]
_Time: TypeAlias = Annotated[float, Meta(ge=0, le=_END_OF_TIME)]


class Incoming(Struct, frozen=True):
    """A conversation of the file, told after its messages; `number` counts from 1."""

    number: int
    conversation: Conversation
    draft: str


class IncomingMessage(Struct, frozen=True):
    """A message of the conversation with this number. `body` is its JSON without white space, `format` the version of
    that; `text` is empty for what only a newer version understands.
    """

    number: int
    id: str
    role: str
    status: str
    created: float
    format: int
    text: str
    body: str


class _Head(Struct, frozen=True):
    id: _Id
    session_id: Annotated[str, Meta(max_length=1_000_000)]  # the server names it, as it likes
    profile_id: _Words
    chatbot_id: _Words
    chatbot_name: _Words
    title: _Words = ""
    created: _Time = 0.0
    updated: _Time = 0.0
    pinned: bool = False
    archived: bool = False
    removed: _Time = 0.0
    unread: bool = False
    leaf: Annotated[str, Meta(max_length=256)] = ""
    tags: Annotated[tuple[_Tag, ...], Meta(max_length=1_000)] = ()
    draft: str = ""


class _MessageHead(Struct, frozen=True):
    id: _Id
    role: Annotated[str, Meta(max_length=100)]
    status: Annotated[str, Meta(max_length=100)]
    created: _Time = 0.0
    first_text: _Time = 0.0
    finished: _Time = 0.0
    format: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


_MESSAGE_HEAD: Final = msgspec.json.Decoder(_MessageHead)
_MESSAGE: Final = msgspec.json.Decoder(Message)
_OBJECT: Final[msgspec.json.Decoder[dict[str, object]]] = msgspec.json.Decoder(dict[str, object])


class Importing:
    """Walks through one file. `newest_format` is the newest version of a message that this program knows.

    Raises StoreError with the reason and the place.
    """

    def __init__(self, read: Callable[[int], bytes], file: str, newest_format: int) -> None:
        self._read = read
        self._file = revealed(file)
        self._newest_format = newest_format
        self._number = 0
        self._format: object = None
        self._version: object = None

    @property
    def byte(self) -> int:
        return self._source.byte

    def pieces(self) -> Iterator[Incoming | IncomingMessage]:
        try:
            self._source = JsonSource(self._read, longest=LONGEST, deepest=_DEEPEST)
            if self._source.starts(b"["):
                raise self._refused("import_foreign")
            yield from self._top()
            self._source.end()
        except SourceError as error:
            place = {"line": str(error.line), "byte": str(error.byte)}
            raise self._refused(f"import_{error.reason}", place) from error
        if self._format != NAME or self._version is None:
            raise self._refused("import_foreign")

    def refuse(self, member: str, reason: str, *, lines_ago: int = 0) -> NoReturn:
        """Raises StoreError for what was read last."""
        line = str(self._source.line - lines_ago)
        told = {"number": str(self._number), "line": line, "member": elide(revealed(member), 100)}
        raise self._refused("import_wrong", told | {"reason": elide(revealed(reason), 200)})

    def _refused(self, code: str, params: dict[str, str] | None = None) -> StoreError:
        return StoreError(Problem(code, {"file": self._file} | (params or {})))

    def _top(self) -> Iterator[Incoming | IncomingMessage]:
        for name in self._source.members():
            if name == "conversations" and self._source.starts(b"["):
                yield from self._conversations()
                continue
            if self._format is None and name not in ("format", "version", "program", "exported"):
                raise self._refused("import_foreign")
            value = self._simple(self._source.value())
            if name == "format":
                self._format = value
            elif name == "version":
                self._version = value
            self._judge()

    def _judge(self) -> None:
        if self._format not in (None, NAME):
            raise self._refused("import_foreign")
        if self._format is None or self._version is None:
            return
        if not isinstance(self._version, int) or self._version < 1:
            raise self._refused("import_foreign")
        if self._version > VERSION:
            raise self._refused("import_newer", {"version": elide(str(self._version), 20)})

    def _simple(self, raw: bytes) -> object:
        """A number or a string of the head; nothing else is of interest."""
        try:
            found: object = msgspec.json.decode(raw)
        except _UNREADABLE:
            raise self._wrong_json() from None
        return found

    def _conversations(self) -> Iterator[Incoming | IncomingMessage]:
        for _ in self._source.items():
            self._number += 1
            if not self._source.starts(b"{"):
                self.refuse("conversation", "an object was expected")
            head: dict[str, object] = {}
            for name in self._source.members():
                if name == "messages":
                    yield from self._messages()
                elif name in _Head.__struct_fields__:
                    head[name] = self._simple(self._source.value())
                else:
                    self._source.value()
            yield self._incoming(head)

    def _incoming(self, values: dict[str, object]) -> Incoming:
        try:
            head = msgspec.convert(values, _Head)
        except msgspec.ValidationError as error:
            self.refuse(*_told(error))
        members = {name: getattr(head, name) for name in Conversation.__struct_fields__}
        members["tags"] = tuple(dict.fromkeys(head.tags))
        return Incoming(self._number, Conversation(**members), head.draft)

    def _messages(self) -> Iterator[IncomingMessage]:
        if not self._source.starts(b"["):
            self.refuse("messages", "a list was expected")
        for at, _ in enumerate(self._source.items()):
            raw = self._source.value()
            try:
                yield self._message(raw)
            except msgspec.ValidationError as error:
                member, reason = _told(error)
                where = f"messages[{at}].{member}".rstrip(".")
                self.refuse(where, reason, lines_ago=raw.count(b"\n"))
            except _UNREADABLE:
                self.refuse(f"messages[{at}]", _HALF, lines_ago=raw.count(b"\n"))

    def _message(self, raw: bytes) -> IncomingMessage:
        head = _MESSAGE_HEAD.decode(raw)
        members = _OBJECT.decode(raw)
        members.pop("format", None)
        status = head.status
        if status == Status.STREAMING:  # nobody is writing it here
            status = members["status"] = Status.INTERRUPTED.value
            members.setdefault("problem", msgspec.to_builtins(Problem("cut_short", retryable=True)))
        body = msgspec.json.encode(members)
        text = ""
        if head.format <= self._newest_format:
            message = _MESSAGE.decode(body)
            _check_times(message)
            text = message.text
        return IncomingMessage(self._number, head.id, head.role, status, head.created, head.format, text, body.decode())

    def _wrong_json(self) -> StoreError:
        place = {"line": str(self._source.line), "byte": str(self._source.byte)}
        return self._refused("import_not_json", place)


def _check_times(message: Message) -> None:
    """Raises ValidationError for a time that no calendar has."""
    for at, part in enumerate(message.parts):
        if isinstance(part, ToolCall) and not (
            0 <= part.started <= _END_OF_TIME and 0 <= part.finished <= _END_OF_TIME
        ):
            raise msgspec.ValidationError(f"Expected a time of a calendar - at `$.parts[{at}]`")


def _told(error: msgspec.ValidationError) -> tuple[str, str]:
    """The member, and what is wrong with it."""
    found = _AT.match(str(error))
    return (found[2], found[1].replace("`", "")) if found else ("", str(error).replace("`", ""))
