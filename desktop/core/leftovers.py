"""What a message cannot hold as it came: events that could not be used, and JSON that could not be saved.

The trap: an event is left out *because* it is odd, so telling about it must not fail on what makes it odd.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict, replace

from desktop.core import events as e
from desktop.core.json_text import shallow
from desktop.core.message import Message, Part
from desktop.core.text import elide, well_formed_json

MAX_SKIPPED: Final = 50
MAX_PARTS: Final = 2000
"""Every new part copies the others and every event looks for its own among them, so there is an end to them."""
_EXCERPT: Final = 500


def skip(message: Message, skipped: e.Skipped) -> Message:
    """The message with more left out: the first 50 are kept, all are counted."""
    kept = message.skipped if len(message.skipped) >= MAX_SKIPPED else (*message.skipped, skipped)
    return replace(message, skipped=kept, skipped_count=message.skipped_count + skipped.count)


def skip_orphan(message: Message, event: e.Decodable) -> Message:
    return _skip_event(message, "orphan", event)


def skip_late(message: Message, event: e.Decodable | e.DataEvent) -> Message:
    return _skip_event(message, "after_end", event)


def add_part(message: Message, part: Part, event: e.Decodable | e.DataEvent) -> Message:
    """The message with the part at its end; without it, and the event counted, when the message is full."""
    if len(message.parts) >= MAX_PARTS:
        return _skip_event(message, "too_many_parts", event)
    return replace(message, parts=(*message.parts, part))


def _skip_event(message: Message, reason: str, event: e.Decodable | e.DataEvent) -> Message:
    is_kept = len(message.skipped) < MAX_SKIPPED
    return skip(message, e.Skipped(reason, _excerpt(event) if is_kept else ""))


def kept_json(value: object) -> object:
    """A JSON value as it may stand in a message: not too deep for a walk over it, and well formed. `UNSET` stays."""
    if value is UNSET:
        return value
    value = shallow(value)
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return well_formed_json(value)
    return value


def _excerpt(event: e.Decodable | e.DataEvent) -> str:
    """The event as it may have looked on the wire."""
    try:
        wire = msgspec.json.encode(event)
    except (UnicodeEncodeError, RecursionError):
        members = {name: kept_json(value) for name, value in asdict(event).items()}
        wire = msgspec.json.encode(replace(event, **members))
    return elide(wire.decode(), _EXCERPT)
