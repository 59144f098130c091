"""Links of the form `robofy-chat:…`, which a ticket, a mail or any web page may hold.

    robofy-chat:new                                   a new conversation with the chatbot in use
    robofy-chat:new?chatbot=Order%20desk&text=Hello   with this chatbot (its id or its name), and a text to be sent
    robofy-chat:conversation/ID                       a conversation of the history

The trap: whoever wrote the link is nobody we know. So a link never sends anything, what it cannot say is not guessed,
and characters that cannot be seen do not reach the composer.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from desktop.core.text import well_formed

SCHEME: Final = "robofy-chat"
LONGEST_TEXT: Final = 20_000
_LONGEST: Final = 8 * LONGEST_TEXT
_LONGEST_NAME: Final = 200
_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


class NewLink(Struct, frozen=True):
    """A new conversation; `chatbot` is an id or a name, empty for the one in use. `text` goes into the composer."""

    chatbot: str = ""
    text: str = ""


class ConversationLink(Struct, frozen=True):
    conversation_id: str


class BadLink(Struct, frozen=True):
    """A link that says nothing that can be done; `reason` is for the log and holds nothing of the link."""

    reason: str


DeepLink: TypeAlias = NewLink | ConversationLink | BadLink


def is_link(word: str) -> bool:
    """Whether this argument is meant as a link of ours."""
    return word[: len(SCHEME) + 1].lower() == f"{SCHEME}:"


def parse_link(link: str) -> DeepLink:
    """What the link asks for. An authority (`robofy-chat://new`) is taken as the first part of the path."""
    if len(link) > _LONGEST:
        return BadLink("too long")
    if not is_link(link) or _BROKEN.search(link):
        return BadLink("not a link")
    try:
        parts = urlsplit(link)
        path = f"{parts.netloc}{parts.path}".strip("/")
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), errors="strict")
    except ValueError:
        return BadLink("not a link")
    if parts.fragment:
        return BadLink("with a fragment")
    what, _, rest = path.partition("/")
    if what == "new" and not rest:
        return _new(query)
    if what == "conversation" and not query and _ID.fullmatch(rest):
        return ConversationLink(rest)
    return BadLink("says nothing that is known")


def conversation_link(conversation_id: str) -> str:
    """The link that opens a conversation, to be pasted somewhere else on this computer."""
    return f"{SCHEME}:conversation/{conversation_id}"


def _new(query: list[tuple[str, str]]) -> DeepLink:
    values = dict(query)
    if len(values) != len(query) or not values.keys() <= {"chatbot", "text"}:
        return BadLink("with something else")
    chatbot, text = values.get("chatbot", "").strip(), _visible(values.get("text", ""))
    if len(chatbot) > _LONGEST_NAME or not chatbot.isprintable():
        return BadLink("with a name that is none")
    if len(text) > LONGEST_TEXT:
        return BadLink("with a text that is too long")
    return NewLink(chatbot, text)


def _visible(text: str) -> str:
    """The text without what cannot be seen: control characters, and those that turn the direction around."""
    lines = well_formed(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in lines if char == "\n" or char.isprintable()).strip()
