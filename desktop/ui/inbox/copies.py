"""From a session of the inbox to a conversation of one's own, and words about the session.

A copy has a session of its own: what the chatbot knows of the visitor stays between the two of them.
"""

from __future__ import annotations

import time
import uuid
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.chat.archive import Archive
from desktop.core.conversation import Conversation, Shelf, shelf_of
from desktop.core.errors import StoreError
from desktop.core.inbox import Authors, InboxSession, Lead, Transcript
from desktop.core.message import Message, Notice, Role, Status
from desktop.core.text import title_of
from desktop.ui.words import exact_time, sentence

TAG: Final = "inbox"


class Viewed(NamedTuple):
    """A session as a conversation that is nowhere stored."""

    conversation: Conversation
    messages: tuple[Message, ...]


class InboxCopies(QObject):
    """`added` comes when the copy is on the disk, `opened` after it when one wants to go on in it."""

    added = Signal(object)  # Conversation
    opened = Signal(object)  # Conversation
    told = Signal(str)

    def __init__(self, archive: Archive, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._archive = archive

    def viewed(
        self, chatbot: tuple[str, str], chatbot_name: str, visitor: str, session_id: str, messages: tuple[Message, ...]
    ) -> Viewed:
        """The same session always has the same id."""
        times = [message.created for message in messages if message.created]
        now = time.time()
        conversation = Conversation(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join((*chatbot, session_id)))),
            session_id=session_id,
            profile_id=chatbot[0],
            chatbot_id=chatbot[1],
            chatbot_name=chatbot_name,
            title=title_of(self.tr("Inbox: %1").replace("%1", visitor)),
            created=min(times, default=now),
            updated=max(times, default=now),
            tags=(TAG,),
        )
        return Viewed(conversation, messages)

    def with_leads(self, transcript: Transcript | None, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """Before the messages what the visitor left as a lead: whoever saves or exports them needs that, too."""
        if transcript is None or not transcript.leads or not messages:
            return messages
        return (self._notice("inbox:lead", "\n".join(map(_left, transcript.leads)), messages[0].created), *messages)

    async def is_kept(self, viewed: Viewed) -> bool:
        """Whether all that is in view was saved before, and was not thrown away since."""
        try:
            stored = await self._archive.find_conversation(_saved_id(viewed))
        except StoreError:
            return False  # saving says why
        return stored is not None and shelf_of(stored) is not Shelf.TRASH

    async def keep(self, viewed: Viewed, *, go_on: bool) -> None:
        """Write a copy to the disk; to go on in it, with a session of its own. Raises StoreError."""
        now = time.time()
        key, session_id = _saved_id(viewed), viewed.conversation.session_id
        if go_on:
            key, session_id = str(uuid.uuid4()), str(uuid.uuid4())
        copy = replace(viewed.conversation, id=key, session_id=session_id, created=now, updated=now)
        ids = {message.id: str(uuid.uuid5(uuid.UUID(key), message.id)) for message in viewed.messages}
        kept = tuple(
            replace(message, id=ids[message.id], question_id=ids.get(message.question_id, ""))
            for message in viewed.messages
        )
        if go_on:
            kept = (*kept, self._beginning(now))
        await self._archive.save_whole(copy, kept)
        # One that was saved before has a title and tags of its own by now.
        stored = await self._archive.find_conversation(copy.id) or copy
        self.added.emit(stored)
        if go_on:
            self.opened.emit(stored)
        else:
            self.told.emit(self.tr("Saved among your conversations, with the tag “inbox”."))

    def _beginning(self, now: float) -> Message:
        """Where the words of others end."""
        words = self.tr(
            "A copy of an inbox session. The chatbot does not know the messages above; a new session begins."
        )
        return self._notice(str(uuid.uuid4()), words, now)

    def _notice(self, key: str, words: str, at: float) -> Message:
        name = self.tr("Robofy Desktop")
        return Message(key, Role.CHATBOT, Status.COMPLETE, (Notice(words),), at, author=name)


def _saved_id(viewed: Viewed) -> str:
    """The same words are saved once, however often: the id is made from them. Names of visitors may change."""
    said = [(message.server_id, message.role, message.parts) for message in viewed.messages]
    return str(uuid.uuid5(uuid.UUID(viewed.conversation.id), msgspec.json.encode(said).decode()))


def inbox_authors(visitor: str, chatbot: str) -> Authors:
    return Authors(visitor, chatbot, _tr("Unknown"), _tr("(time zone not known)"))


def session_notes(transcript: Transcript) -> list[str]:
    """What is to be known besides the messages."""
    notes = [_left(lead) for lead in transcript.leads]
    if transcript.is_cut:
        count = str(len(transcript.messages))
        notes.append(_tr("There is more than this program shows; these are %1 messages of it.").replace("%1", count))
    if transcript.unusable:
        notes.append(_tr("%1 entries could not be read.").replace("%1", str(transcript.unusable)))
    return notes


def session_details(session: InboxSession, transcript: Transcript) -> str:
    """All that is known of a session, as lines."""
    when = exact_time(session.when.at) or session.when.text
    zone = _tr("(time zone not known)") if session.when.lacks_zone else ""
    rows = [
        (_tr("Session ID"), session.id),
        (_tr("Name"), session.name),
        (_tr("Last message"), " ".join(filter(None, (when, zone)))),
        (_tr("Page"), session.page),
        (_tr("Messages"), str(len(transcript.messages))),
        *((_tr("Lead"), _lead(lead)) for lead in transcript.leads),
        (_tr("Leads"), sentence(transcript.leads_problem) if transcript.leads_problem else ""),
        *((_tr("Note"), note) for note in session_notes(replace(transcript, leads=()))),
    ]
    return "\n".join(f"{name}: {value}" for name, value in rows if value)


def _left(lead: Lead) -> str:
    return _tr("Left as a lead: %1").replace("%1", _lead(lead))


def _lead(lead: Lead) -> str:
    return ", ".join(f"{name}: {value}" if name else value for name, value in lead.fields)


def _tr(text: str) -> str:
    return QCoreApplication.translate("inbox", text)
