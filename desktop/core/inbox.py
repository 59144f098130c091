"""What visitors said to a chatbot, as its inbox tells it: sessions, their messages, and the leads they left.

Personal data of somebody else: these values live in memory until the user saves them. The trap: the API does not say in
which zone its times are, nor what a direction may be called. So a time without a zone is kept as it was given and never
becomes a moment, and a direction that nobody knows is shown by its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Final

from msgspec import Struct

from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import Problem
from desktop.core.message import File, Message, Role, Status, Text
from desktop.core.text import elide, well_formed

_LATEST: Final = 10_000_000_000.0
"""Seconds since the epoch (the year 2286) from which on a number is taken for milliseconds."""
_LONGEST_TIME: Final = 60


class Side(StrEnum):
    """Who wrote a message. `OTHER` when the server says something else, or nothing."""

    VISITOR = "visitor"
    CHATBOT = "chatbot"
    OTHER = "other"


class Moment(Struct, frozen=True, omit_defaults=True):
    """When something happened. `text` is what the server wrote.

    `at` is in seconds since the epoch, and 0 when the text names no zone or is no time. `order` sorts moments of one
    server: what is not known of the zone is the same for all of them. 0 when there is no time at all.
    """

    at: float = 0.0
    text: str = ""
    order: float = 0.0

    @property
    def lacks_zone(self) -> bool:
        """Whether this is a time that says nothing of its zone."""
        return bool(self.order) and not self.at


class InboxAccess(Struct, frozen=True):
    """Whose inbox is read, and with which key; `secret` was given for the origin of `profile.address`."""

    profile: Profile
    chatbot_id: str
    secret: Secret


class InboxSession(Struct, frozen=True):
    """One visitor's session; everything but the id may be missing. `page` is where the visitor was."""

    id: str
    name: str = ""
    last_words: str = ""
    last_side: Side = Side.OTHER
    when: Moment = Moment()
    page: str = ""


class InboxMessage(Struct, frozen=True):
    """`direction` is what the server calls whoever wrote it; `id` is empty when it gives none."""

    id: str = ""
    side: Side = Side.OTHER
    direction: str = ""
    text: str = ""
    files: tuple[File, ...] = ()
    when: Moment = Moment()


class Lead(Struct, frozen=True):
    """What a visitor filled into a form: names of fields and what stands in them."""

    fields: tuple[tuple[str, str], ...]
    when: Moment = Moment()
    page: str = ""


class SessionPage(Struct, frozen=True):
    """`more` asks for the next page, empty on the last one; `unusable` counts the items that have no id."""

    sessions: tuple[InboxSession, ...]
    more: str = ""
    unusable: int = 0


class MessagePage(Struct, frozen=True):
    messages: tuple[InboxMessage, ...]
    more: str = ""
    unusable: int = 0


class LeadPage(Struct, frozen=True):
    leads: tuple[Lead, ...]
    more: str = ""


class Transcript(Struct, frozen=True):
    """All of a session. `is_cut` when there is more than this program takes.

    `leads_problem` is why no lead is known.
    """

    messages: tuple[InboxMessage, ...]
    leads: tuple[Lead, ...] = ()
    leads_problem: Problem | None = None
    is_cut: bool = False
    unusable: int = 0


def moment(value: object) -> Moment:
    """A time as JSON gives it: ISO 8601 with a zone or without, `2025-01-15 10:30:00`, or seconds since the epoch.

    Those may be milliseconds, and may be text.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Moment()
    text = elide(" ".join(well_formed(str(value)).split()), _LONGEST_TIME)
    if not isinstance(value, str):
        return _since_epoch(float(value), text) if 0 < value < _LATEST * 1000 else Moment(text=text)
    if text.isascii() and text.isdigit() and len(text) in range(9, 15):
        return _since_epoch(float(text), text)
    try:
        read = datetime.fromisoformat(text)
        order = (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return Moment(text=text)
    return Moment(order if read.tzinfo and order > 0 else 0.0, text, order if order > 0 else 0.0)


def _since_epoch(number: float, text: str) -> Moment:
    seconds = number / 1000 if number >= _LATEST else number
    return Moment(seconds, text, seconds) if 0 < seconds < _LATEST else Moment(text=text)


def newest_first(sessions: Iterable[InboxSession]) -> tuple[InboxSession, ...]:
    """Each session once, what happened last on top, and what has no time at the end, as it was given."""
    once = {session.id: session for session in sessions}
    return tuple(sorted(once.values(), key=attrgetter("when.order"), reverse=True))


def oldest_first(messages: Sequence[InboxMessage]) -> tuple[InboxMessage, ...]:
    """In the order of their times when each of them has one, else as they were given."""
    if all(message.when.order for message in messages):
        return tuple(sorted(messages, key=attrgetter("when.order")))
    return tuple(messages)


class Authors(Struct, frozen=True):
    """Words for who wrote what. `no_zone` stands behind a time without a zone: `10:30 (no time zone)`."""

    visitor: str
    chatbot: str
    unknown: str
    no_zone: str


def as_messages(transcript: Transcript, authors: Authors) -> tuple[Message, ...]:
    """The transcript as messages of a conversation. Ids are those of the server where these are one of a kind.

    What no visitor wrote belongs to the visitor's words before it: what a tool said is nobody's question.
    """
    made: dict[str, Message] = {}
    asked = ""
    for number, said in enumerate(transcript.messages, 1):
        key = said.id if said.id and said.id not in made else f"inbox:{number}"
        asked = key if said.side is Side.VISITOR else asked
        made[key] = _as_message(key, said, authors, "" if asked == key else asked)
    return tuple(made.values())


def _as_message(key: str, said: InboxMessage, authors: Authors, question_id: str) -> Message:
    is_reply = said.side is Side.CHATBOT
    names = {Side.VISITOR: authors.visitor, Side.CHATBOT: authors.chatbot}
    name = names.get(said.side) or said.direction or authors.unknown
    told = f"{name} · {said.when.text} {authors.no_zone}" if said.when.lacks_zone else name
    text = (Text(text=said.text, done=True),) if said.text else ()
    return Message(
        id=key,
        role=Role.CHATBOT if is_reply else Role.USER,
        status=Status.COMPLETE if is_reply else Status.SENT,
        parts=(*text, *said.files),
        created=said.when.at,
        server_id=said.id,
        question_id=question_id,
        author="" if is_reply and not said.when.lacks_zone else told,
    )
