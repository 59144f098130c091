"""JSON of the inbox to values of ours, whatever it looks like.

The trap: no page says what the container is called, what the members are, or whether there are any; `inbox_fields` has
the names. An item that nobody can use is counted and left out. A list in which there is no other is as foreign as no
list at all: only then is there an error, and it tells the shape of what came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from desktop.api import inbox_fields as fields
from desktop.api.container import find_list
from desktop.api.inbox_fields import Names
from desktop.core.errors import Problem, ProtocolError
from desktop.core.events import Json
from desktop.core.inbox import InboxMessage, InboxSession, Lead, LeadPage, MessagePage, SessionPage, Side, moment
from desktop.core.json_text import pretty_json, shallow
from desktop.core.message import File
from desktop.core.shape import outline, shape
from desktop.core.text import elide, well_formed, well_formed_json

MAX_ITEMS: Final = 5_000
"""Of one page; what comes after it is left out."""
_LONGEST_NAME: Final = 200
_LONGEST_PREVIEW: Final = 500
_LONGEST_TEXT: Final = 200_000
_LONGEST_TOKEN: Final = 4_096
_LARGEST: Final = 10**18
_FOUND: Final = 120
_DETAIL: Final = 1_000
_MOST_FILES: Final = 50

_Item: TypeAlias = Mapping[str, Json]


def unknown(value: Json) -> ProtocolError:
    """What came, told by its shape alone."""
    found = elide(" ".join(pretty_json(shape(value, 2)).split()), _FOUND)
    return ProtocolError(Problem("inbox_unknown", {"found": found}, outline(value)[:_DETAIL]))


def sessions(value: Json) -> SessionPage:
    """Raises ProtocolError(inbox_unknown)."""
    items, token = _list(value)
    found = tuple(session for item in items if (session := _session(item)))
    if items and not found:
        raise unknown(value)
    return SessionPage(found, token, len(items) - len(found))


def messages(value: Json) -> MessagePage:
    """Raises ProtocolError(inbox_unknown)."""
    items, token = _list(value)
    read = [tuple(_messages(item)) for item in items]
    if items and not any(read):
        raise unknown(value)
    return MessagePage(sum(read, ()), token, sum(not one for one in read))


def leads(value: Json, session_id: str) -> LeadPage:
    """Those of the session: a server that looks past the question may answer with everybody's.

    Raises ProtocolError(inbox_unknown).
    """
    items, token = _list(value)
    own = (item for item in items if isinstance(item, dict) and _text(item, ("session_id",)) in ("", session_id))
    return LeadPage(tuple(lead for item in own if (lead := _lead(item))), token)


def _list(value: Json) -> tuple[list[Json], str]:
    """The list in there, and what asks for the next page; raises ProtocolError(inbox_unknown)."""
    items, token = find_list(value, fields.CONTAINERS, fields.NEXT_PAGE)
    if items is None:
        raise unknown(value)
    return items[:MAX_ITEMS], token


def _session(item: Json) -> InboxSession | None:
    if not isinstance(item, dict):
        return None
    key = _text(item, fields.SESSION_ID)
    if not key:
        return None
    return InboxSession(
        id=key,
        name=elide(_line(_text(item, fields.SESSION_NAME)), _LONGEST_NAME),
        last_words=elide(_line(_text(item, fields.SESSION_WORDS)[: _LONGEST_PREVIEW * 4]), _LONGEST_PREVIEW),
        last_side=_side(_text(item, fields.SESSION_DIRECTION)),
        when=moment(_first(item, fields.SESSION_TIME)),
        page=elide(_text(item, fields.SESSION_PAGE), _LONGEST_PREVIEW),
    )


def _messages(item: Json) -> Iterator[InboxMessage]:
    """The message that an item is, or the question and the answer that it holds."""
    if isinstance(item, str) and item.strip():
        yield InboxMessage(text=well_formed(item)[:_LONGEST_TEXT])
    if not isinstance(item, dict):
        return
    when, key = moment(_first(item, fields.MESSAGE_TIME)), _text(item, fields.MESSAGE_ID)
    asked, answered = _words(item, fields.MESSAGE_QUESTION), _words(item, fields.MESSAGE_ANSWER)
    direction = elide(_line(_text(item, fields.MESSAGE_DIRECTION)), _LONGEST_NAME)
    files = tuple(_files(_first(item, fields.MESSAGE_FILES)))[:_MOST_FILES]
    if asked or answered:
        if asked:
            yield InboxMessage(f"{key}:question" if key else "", Side.VISITOR, "", asked, files, when)
        if answered:
            yield InboxMessage(key, Side.CHATBOT, "", answered, () if asked else files, when)
        return
    text = _words(item, fields.MESSAGE_TEXT)
    if text or files:
        yield InboxMessage(key, _side(direction), direction, text, files, when)


def _lead(item: _Item) -> Lead | None:
    pairs = _pairs(_first(item, fields.LEAD_FIELDS))
    said = tuple((elide(name, _LONGEST_NAME), elide(value, _LONGEST_PREVIEW)) for name, value in pairs if value)
    when, page = moment(_first(item, fields.LEAD_TIME)), elide(_text(item, fields.LEAD_PAGE), _LONGEST_PREVIEW)
    return Lead(said, when, page) if said else None


def _pairs(data: Json) -> Iterator[tuple[str, str]]:
    """Names and values of a form, which is documented as a list of both."""
    for one in data if isinstance(data, list) else ():
        if isinstance(one, dict):
            yield _text(one, fields.LEAD_FIELD_NAME), _text(one, fields.LEAD_FIELD_VALUE)
    for name, value in data.items() if isinstance(data, dict) else ():
        yield well_formed(name), _plain(value)


def _files(value: Json) -> Iterator[File]:
    """Addresses alone: nothing of them is ever fetched."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one:
            yield File(url=well_formed(one)[:_LONGEST_TOKEN])
        elif isinstance(one, dict) and (address := _text(one, fields.FILE_ADDRESS)):
            yield File(url=address[:_LONGEST_TOKEN], media_type=elide(_text(one, fields.FILE_TYPE), _LONGEST_NAME))


def _words(item: _Item, names: Names) -> str:
    """Text as it was written; of a list of parts their texts, of anything else its JSON."""
    value = _first(item, names)
    if isinstance(value, list) and (texts := [text for one in value if (text := _part(one))]):
        return "\n\n".join(texts)[:_LONGEST_TEXT]
    if isinstance(value, dict | list) and value:
        inner = _part(value)
        written = inner or f"```json\n{pretty_json(well_formed_json(shallow(value)))}\n```"
        return written[:_LONGEST_TEXT]
    return _plain(value)[:_LONGEST_TEXT]


def _part(value: Json) -> str:
    """The text of a part of a message; empty when it has none."""
    text = _first(value, fields.PART_TEXT) if isinstance(value, dict) else value
    return well_formed(text).strip() if isinstance(text, str) else ""


def _side(direction: str) -> Side:
    return fields.SIDES.get(direction.strip().lower(), Side.OTHER)


def _first(item: _Item, names: Names) -> Json:
    """The first member with one of these names that says something."""
    return next((item[name] for name in names if item.get(name) not in (None, "", [], {})), None)


def _text(item: _Item, names: Names) -> str:
    """The first of them that is a text or a number."""
    return next((text for name in names if (text := _plain(item.get(name)))), "")


def _plain(value: Json) -> str:
    if isinstance(value, str):
        return well_formed(value).strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value) if abs(value) < _LARGEST else ""


def _line(text: str) -> str:
    return " ".join(text.split())
