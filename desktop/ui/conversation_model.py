"""The conversations as rows, the newest first."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.conversation import Conversation
from desktop.ui.words import age, tip

CONVERSATION_ROLE: Final = Qt.ItemDataRole.UserRole + 1
STREAMING_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class ConversationModel(QAbstractListModel):
    """`put` inserts or replaces by id and moves a conversation to where its last change belongs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Conversation] = []
        self._streaming: set[str] = set()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        conversation = self._rows[index.row()]
        streaming = conversation.id in self._streaming
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(conversation)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.title(conversation))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(conversation, streaming=streaming)
            case _ if role == CONVERSATION_ROLE:
                return conversation
            case _ if role == STREAMING_ROLE:
                return streaming
        return None

    def title(self, conversation: Conversation) -> str:
        return conversation.title or self.tr("New conversation")

    def reset(self, conversations: tuple[Conversation, ...]) -> None:
        """Show these, newest first."""
        self.beginResetModel()
        self._rows = list(conversations)
        self.endResetModel()

    def extend(self, conversations: tuple[Conversation, ...]) -> None:
        """Add an older page below."""
        known = {row.id for row in self._rows}
        new = [conversation for conversation in conversations if conversation.id not in known]
        if new:
            self.beginInsertRows(_ROOT, len(self._rows), len(self._rows) + len(new) - 1)
            self._rows.extend(new)
            self.endInsertRows()

    def put(self, conversation: Conversation) -> None:
        row = self.row_of(conversation.id)
        if row < 0:
            self.beginInsertRows(_ROOT, 0, 0)
            self._rows.insert(0, conversation)
            self.endInsertRows()
            return
        newer = conversation.updated > self._rows[row].updated
        self._rows[row] = conversation
        self._changed(row)
        if newer and row > 0:
            self.beginMoveRows(_ROOT, row, row, _ROOT, 0)
            self._rows.insert(0, self._rows.pop(row))
            self.endMoveRows()

    def remove(self, conversation_id: str) -> None:
        row = self.row_of(conversation_id)
        if row >= 0:
            self.beginRemoveRows(_ROOT, row, row)
            del self._rows[row]
            self.endRemoveRows()

    def find(self, conversation_id: str) -> Conversation | None:
        row = self.row_of(conversation_id)
        return self._rows[row] if row >= 0 else None

    def last(self) -> Conversation | None:
        """The oldest one that is here."""
        return self._rows[-1] if self._rows else None

    def set_streaming(self, conversation_id: str, streaming: bool) -> None:
        (self._streaming.add if streaming else self._streaming.discard)(conversation_id)
        row = self.row_of(conversation_id)
        if row >= 0:
            self._changed(row)

    def is_any_streaming(self) -> bool:
        return bool(self._streaming)

    def row_of(self, conversation_id: str) -> int:
        """-1 when it is not here."""
        return next((row for row, known in enumerate(self._rows) if known.id == conversation_id), -1)

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))

    def _spoken(self, conversation: Conversation, *, streaming: bool) -> str:
        parts = [self.title(conversation), conversation.chatbot_name, age(conversation.updated, time.time())]
        if streaming:
            parts.append(self.tr("writing"))
        return ", ".join(part for part in parts if part)
