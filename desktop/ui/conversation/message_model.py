"""The messages of one conversation as a Qt list model.

The trap: a growing reply is put sixty times a second, so an equal message must cost nothing and a known one must
never move a row: views keep their place by row.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.message import Message, Role, Source, Status, ToolCall
from desktop.core.text import elide, well_formed
from desktop.ui import words
from desktop.ui.conversation.spoken import passages, without_marks

MESSAGE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROLES: Final = [MESSAGE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole]
LONGEST_SPOKEN: Final = 2000
"""Characters of a message, marks included, that its row is named by; a screen reader finds the others inside."""
LONGEST_NAME: Final = 200
"""Characters of what a tool is called; the server sets no limit."""
_AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.\s]+")


def tool_name(call: ToolCall) -> str:
    """A tool's name for a person: its title, else `lookUpOrder` and `look_up_order` as "Look up order"."""
    if call.title:
        return elide(call.title, LONGEST_NAME)
    name = elide(call.name, LONGEST_NAME)
    spoken = " ".join(word if word.isupper() else word.lower() for word in _HUMP.split(name) if word)
    return spoken[:1].upper() + spoken[1:] if spoken else name


class MessageModel(QAbstractListModel):
    """Messages in the order in which they were asked and answered. `clock` gives seconds since the epoch."""

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._messages: list[Message] = []
        self._rows: dict[str, int] = {}
        self._versions: Mapping[str, tuple[int, int]] = {}
        self._chatbot_name = ""
        self.is_turning = False
        """Whether rows come in the place of others: another branch is shown, and nothing is new."""

    @property
    def chatbot_name(self) -> str:
        """Who answers, for the author line; a general word when not known."""
        return self._chatbot_name or self.tr("Chatbot")

    def set_chatbot_name(self, name: str) -> None:
        if name != self._chatbot_name:
            self._chatbot_name = name
            if self._messages:
                self.dataChanged.emit(self.index(0), self.index(len(self._messages) - 1), _ROLES)

    def author(self, message: Message) -> str:
        return message.author or (self.tr("You") if message.role is Role.USER else self.chatbot_name)

    def reset(self, messages: Iterable[Message]) -> None:
        self.beginResetModel()
        self._messages = list(messages)
        self._count()
        self.endResetModel()

    def show(self, messages: Sequence[Message], versions: Mapping[str, tuple[int, int]]) -> None:
        """Make the rows these; what stays above and below the difference keeps its place.

        `versions` says of messages that have several which one of how many it is, counted from 1.
        """
        was, self._versions = self._versions, versions
        first, last = _difference([message.id for message in self._messages], [message.id for message in messages])
        gone, come = len(self._messages) - last, len(messages) - last
        self.is_turning = gone > first
        if gone > first:
            self.beginRemoveRows(_NOWHERE, first, gone - 1)
            del self._messages[first:gone]
            self._count()
            self.endRemoveRows()
        if come > first:
            self.beginInsertRows(_NOWHERE, first, come - 1)
            self._messages[first:first] = messages[first:come]
            self._count()
            self.endInsertRows()
        self.is_turning = False
        for row, message in enumerate(messages):
            if message is not self._messages[row]:
                self.put(message)
            if was.get(message.id) != versions.get(message.id) and not first <= row < come:
                self.dataChanged.emit(self.index(row), self.index(row), _ROLES)

    def version_of(self, message_id: str) -> tuple[int, int]:
        """Which version of how many a message is, counted from 1."""
        return self._versions.get(message_id, (1, 1))

    def put(self, message: Message) -> None:
        """Replace the message with this id in its place, or add it at the end."""
        row = self._rows.get(message.id)
        if row is None:
            row = len(self._messages)
            self.beginInsertRows(_NOWHERE, row, row)
            self._messages.append(message)
            self._rows[message.id] = row
            self.endInsertRows()
        elif message is not self._messages[row] and message != self._messages[row]:
            self._messages[row] = message
            index = self.index(row)
            self.dataChanged.emit(index, index, _ROLES)

    def insert(self, row: int, message: Message) -> None:
        """Put a message before the one in this row; one that is here already stays where it is."""
        if message.id in self._rows:
            return
        self.beginInsertRows(_NOWHERE, row, row)
        self._messages.insert(row, message)
        self._count()
        self.endInsertRows()

    def question_of(self, message_id: str) -> Message | None:
        """The question that a message belongs to; the message itself when it is one. None when that is gone."""
        message = self.find(message_id)
        if message is None or message.is_question:
            return message
        if message.question_id:
            return self.find(message.question_id)
        before = reversed(self._messages[: self._rows[message_id]])
        return next((message for message in before if message.is_question), None)

    def remove(self, message_id: str) -> None:
        """Take the message out; one that is not there is no error."""
        row = self._rows.get(message_id)
        if row is None:
            return
        self.beginRemoveRows(_NOWHERE, row, row)
        del self._messages[row]
        self._count()
        self.endRemoveRows()

    def find(self, message_id: str) -> Message | None:
        row = self._rows.get(message_id)
        return None if row is None else self._messages[row]

    def row_of(self, message_id: str) -> int:
        """The row of a message, -1 when it is not here."""
        return self._rows.get(message_id, -1)

    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

    def message_at(self, row: int) -> Message:
        return self._messages[row]

    def opens_day(self, row: int) -> bool:
        """Whether this is the first message of its day; one without a time is not, and is looked past."""
        at = self._messages[row].created
        before = (self._messages[above].created for above in range(row - 1, -1, -1))
        earlier = (created for created in before if created)
        return bool(at) and not words.is_same_day(next(earlier, 0.0), at)

    def rowCount(self, parent: _AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._messages):
            return None
        message = self._messages[index.row()]
        if role == MESSAGE_ROLE:
            return message
        if role == Qt.ItemDataRole.DisplayRole:
            return message.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(message)
        return None

    def spoken(self, message: Message) -> str:
        """The message as a screen reader says it: the day when it is a new one, author, time, text, tools, ending."""
        row = self._rows.get(message.id, -1)
        ended = message.status is not Status.STREAMING
        sources = sum(isinstance(part, Source) for part in message.parts)
        author = self.author(message)
        opens = row >= 0 and self.opens_day(row)
        time = words.clock_time(message.created) if opens else words.day_and_time(message.created)
        when = self.tr("%1, %2").replace("%2", time) if message.created else "%1"
        pieces = [
            words.day(message.created, self._clock()) if opens else "",
            f"{when.replace('%1', author)}: {_first_words(message) or self._wordless(message)}".rstrip(": "),
            self._spoken_version(message.id),
            *(self._spoken_call(call, reply_ended=ended) for call in message.tool_calls),
            self.tr("Sources: %n", "", sources) if sources else "",
            words.ending(message),
        ]
        return " ".join(piece if piece.endswith((".", "!", "?")) else f"{piece}." for piece in pieces if piece)

    def _wordless(self, message: Message) -> str:
        return self.tr("waiting for the first word") if message.status is Status.STREAMING else ""

    def _spoken_version(self, message_id: str) -> str:
        number, count = self.version_of(message_id)
        return self.tr("Version %1").replace("%1", words.position(number, count)) if count > 1 else ""

    def _spoken_call(self, call: ToolCall, *, reply_ended: bool) -> str:
        name = tool_name(call)
        return f"{name}: {words.tool_state(call, reply_ended=reply_ended)}"

    def _count(self) -> None:
        self._rows = {message.id: row for row, message in enumerate(self._messages)}


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items are the same at the start, and how many of the others at the end."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - first) if old[-1 - at] != new[-1 - at]), shorter - first)
    return first, last


def spoken_words(message: Message, passage: str) -> str:
    """Some of its text as it is said: a question as it was typed, a reply without its marks."""
    return well_formed(passage) if message.role is Role.USER else without_marks(passage)


def _first_words(message: Message) -> str:
    said = spoken_words(message, next(passages(message.text, LONGEST_SPOKEN), ""))
    return said if len(message.text) <= LONGEST_SPOKEN else f"{said.rstrip()} …"
