"""A message as it stands in the history: JSON that other versions of this program can read, and give back whole.

The trap: a message that a newer version wrote has members and parts that this one drops when it reads. So a body
carries its format, and saving over a newer one puts what was dropped back in.
"""

from __future__ import annotations

import json
import logging
from typing import Final, NamedTuple

import msgspec

from desktop.core.errors import Problem, StoreError
from desktop.core.message import Message, Part, Role, Status, Text
from desktop.core.text import well_formed, well_formed_json

log = logging.getLogger(__name__)

FORMAT: Final = 3
"""The version of the body. To be raised when Message or a part gains a member, or a new kind of part appears."""

_MESSAGE: Final = msgspec.json.Decoder(Message)
_PART: Final[msgspec.json.Decoder[Part]] = msgspec.json.Decoder(Part)
_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY: Final = msgspec.json.Decoder(list[msgspec.Raw])
_UNREADABLE: Final = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


class Record(NamedTuple):
    """The columns of a message; all but `body` and `format` repeat it for SQL."""

    id: str
    role: str
    status: str
    created: float
    format: int
    text: str
    body: str


def to_record(message: Message) -> Record:
    """Raises StoreError for what JSON cannot hold (nested beyond Python's limit)."""
    return _record(message, _encode(message), FORMAT)


def over(stored: Record, message: Message) -> Record:
    """The record of a message that takes the place of a stored one, with what only a newer version understands."""
    record = to_record(message)
    if stored.format <= FORMAT:
        return record
    try:
        older, newer = _OBJECT.decode(stored.body), _OBJECT.decode(record.body)
    except _UNREADABLE:
        return record
    known = frozenset(Message.__struct_fields__)
    members = {name: value for name, value in older.items() if name not in known} | newer
    members["parts"] = msgspec.Raw(msgspec.json.encode(_merge(_raw_parts(older), message.parts)))
    return _record(message, msgspec.json.encode(members), stored.format)


def read_whole(body: str | bytes) -> Message | None:
    """The message, when all of it can be read; bytes that are no UTF-8 cannot."""
    try:
        return _MESSAGE.decode(body)
    except _UNREADABLE:
        return None


def to_message(record: Record) -> Message:
    """The message; of one that cannot be read whole, what can be."""
    if (whole := read_whole(record.body)) is not None:
        return whole
    log.warning("message %s was not written by this version; it is shown as far as it is understood", record.id)
    try:
        members = _OBJECT.decode(record.body)
    except _UNREADABLE:
        return _from_columns(record, (Text(text=record.text, done=True),))
    message = _from_columns(record, _known_parts(members))
    for field in msgspec.structs.fields(Message):
        if field.name in members and not field.required:
            message = _with_member(message, field, members[field.name])
    return message


def _record(message: Message, body: bytes, version: int) -> Record:
    return Record(
        well_formed(message.id),
        message.role.value,
        message.status.value,
        message.created,
        version,
        well_formed(message.text),
        body.decode(),
    )


def _encode(value: Message | Part) -> bytes:
    try:
        try:
            return msgspec.json.encode(value)
        except UnicodeEncodeError:
            # Half a character somewhere. json writes it as an escape, and makes lists of our tuples.
            return msgspec.json.encode(well_formed_json(json.loads(json.dumps(msgspec.to_builtins(value)))))
    except (RecursionError, ValueError) as error:
        raise StoreError(Problem("store_failed")) from error


def _from_columns(record: Record, parts: tuple[Part, ...]) -> Message:
    role = next((role for role in Role if role.value == record.role), Role.CHATBOT)
    status = next((status for status in Status if status.value == record.status), Status.INTERRUPTED)
    return Message(record.id, role, status, parts, record.created)


def _with_member(message: Message, field: msgspec.structs.FieldInfo, raw: msgspec.Raw) -> Message:
    try:
        return msgspec.structs.replace(message, **{field.name: msgspec.json.decode(raw, type=field.type)})
    except _UNREADABLE:
        return message


def _known_parts(members: dict[str, msgspec.Raw]) -> tuple[Part, ...]:
    return tuple(part for part in map(_find_part, _raw_parts(members)) if part is not None)


def _raw_parts(members: dict[str, msgspec.Raw]) -> list[msgspec.Raw]:
    try:
        return _ARRAY.decode(members.get("parts", b"[]"))
    except _UNREADABLE:
        return []


def _find_part(raw: msgspec.Raw) -> Part | None:
    try:
        return _PART.decode(raw)
    except _UNREADABLE:
        return None


def _merge(older: list[msgspec.Raw], parts: tuple[Part, ...]) -> list[msgspec.Raw]:
    """The parts to store: as the newer version wrote them where nothing changed, its own kinds where they stood."""
    known = [(raw, _find_part(raw)) for raw in older]
    merged = []
    for part in parts:
        same = next((raw for raw, decoded in known if decoded == part), None)
        merged.append(same or msgspec.Raw(_encode(part)))
    for place, (raw, decoded) in enumerate(known):
        if decoded is None:
            merged.insert(place, raw)
    return merged
