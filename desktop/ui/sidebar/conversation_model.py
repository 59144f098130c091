"""The conversations of a listing as rows: all of them counted, those in sight and around it read from disk.

The trap: rows that are not read yet have no id, so whatever moves a row has to be found by its id among those that
are. `fill` says when what comes from the disk does not fit, and then the listing is to be read anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from desktop.core.conversation import ALL, Conversation, Listing, shelf_of
from desktop.core.outline import Outline
from desktop.core.profile_names import ProfileMark
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.words import age, tip

CONVERSATION_ROLE: Final = Qt.ItemDataRole.UserRole + 1
STREAMING_ROLE: Final = Qt.ItemDataRole.UserRole + 2
MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 3
PAGE: Final = 100
"""Conversations read at once."""
_KEPT: Final = 40 * PAGE
"""Conversations in memory, at most; those farthest from what was read last are let go of."""
_ROOT: Final = QModelIndex()
_SPOKEN: Final = Qt.ItemDataRole.AccessibleTextRole
_Index = QModelIndex | QPersistentModelIndex


class ConversationModel(QAbstractListModel):
    """`headings` are (row, words): what stands above the first row of a section."""

    headings_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listing: Listing = ALL
        self.headings: tuple[tuple[int, str], ...] = ()
        self._counts: list[int] = [0, 0]  # of the pinned ones, and of each span of time
        self._words: tuple[str, ...] = ()
        self._total = 0
        self._at: dict[int, Conversation] = {}
        self._row: dict[str, int] = {}
        self._streaming: set[str] = set()
        self._marks: ProfileMarks | None = None

    def show_marks(self, marks: ProfileMarks) -> None:
        """Say of each conversation whose it is, once there are those of several profiles."""
        self._marks = marks
        marks.changed.connect(self._on_marks_changed)

    # ── what the view asks ────────────────────────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._total

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if index.row() in self._at else Qt.ItemFlag(0))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        conversation = self._at.get(index.row()) if index.isValid() else None
        if conversation is None:
            return self.tr("Loading…") if index.isValid() and role == Qt.ItemDataRole.AccessibleTextRole else None
        streaming = conversation.id in self._streaming
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self.title(conversation)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.title(conversation))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.row(), conversation, streaming=streaming)
            case _ if role == CONVERSATION_ROLE:
                return conversation
            case _ if role == STREAMING_ROLE:
                return streaming
            case _ if role == MARK_ROLE:
                return self._mark(conversation)
        return None

    def title(self, conversation: Conversation) -> str:
        return conversation.title or self.tr("New conversation")

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────

    def reset(
        self, rows: Sequence[Conversation], outline: Outline | None = None, words: Sequence[str] = (), first: int = 0
    ) -> None:
        """Show a listing that has these rows, from the row `first` on; `words` name the pinned ones and each span."""
        self.beginResetModel()
        self._counts = [outline.pinned, *outline.counts] if outline and outline.counts else [0, len(rows)]
        self._total = sum(self._counts)
        self._words = tuple(words)
        self._at = {row: one for row, one in enumerate(rows, first) if row < self._total}
        self._index()
        self._divide()
        self.endResetModel()
        self._note(rows)

    def fill(self, first: int, rows: Sequence[Conversation]) -> bool:
        """Take in rows from the disk; False when they do not fit what is here, because something moved meanwhile."""
        if first + len(rows) > self._total or any(
            self._row.get(one.id, row) != row for row, one in enumerate(rows, first)
        ):
            return False
        for row, one in enumerate(rows, first):
            known = self._at.get(row)
            if known is None:
                self._at[row] = one
                self._row[one.id] = row
            elif known.id != one.id:
                return False
        if rows:
            self.dataChanged.emit(self.index(first), self.index(first + len(rows) - 1))
        self._let_go(first)
        self._note(rows)
        return True

    def missing(self, first: int, last: int) -> int | None:
        """Where the first page begins that has a row from `first` to `last` which was not read yet."""
        row = next((row for row in range(max(first, 0), min(last + 1, self._total)) if row not in self._at), None)
        return None if row is None else row - row % PAGE

    def divide(self, outline: Outline, words: Sequence[str]) -> bool:
        """Another division of the same rows, as after midnight; False when there are not as many."""
        if outline.total != self._total:
            return False
        self._counts, self._words = [outline.pinned, *outline.counts], tuple(words)
        self._divide()
        return True

    # ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, conversation: Conversation) -> None:
        """Insert or replace by id; with news it goes to the top. What is not of this listing goes away."""
        self._note((conversation,))
        row = self._row.get(conversation.id)
        if not self._has(conversation):
            self.remove(conversation.id)
        elif row is None:
            self._insert(conversation)
        else:
            moves = conversation.updated != self._at[row].updated or conversation.pinned != self._at[row].pinned
            self._at[row] = conversation
            self._changed(row)
            if moves:
                self._move_up(row)

    def change(self, conversation: Conversation) -> None:
        """Another value for a row that is here; nothing happens when it is not."""
        row = self._row.get(conversation.id)
        if row is not None:
            self._at[row] = conversation
            self._changed(row)

    def remove(self, conversation_id: str) -> None:
        row = self._row.get(conversation_id)
        if row is None:
            return
        self.beginRemoveRows(_ROOT, row, row)
        self._counts[self._section(row)] -= 1
        self._total -= 1
        del self._at[row]
        self._shift(row + 1, self._total + 1, -1)
        self._divide()
        self.endRemoveRows()

    def set_streaming(self, conversation_id: str, streaming: bool) -> None:
        (self._streaming.add if streaming else self._streaming.discard)(conversation_id)
        row = self._row.get(conversation_id)
        if row is not None:
            self._changed(row)

    # ── looking things up ─────────────────────────────────────────────────────────────────────────────────────────

    def find(self, conversation_id: str) -> Conversation | None:
        row = self._row.get(conversation_id)
        return None if row is None else self._at[row]

    def conversation_at(self, row: int) -> Conversation | None:
        """None when there is no such row, or it was not read yet."""
        return self._at.get(row)

    def id_at(self, row: int) -> str | None:
        """None when there is no such row, or it was not read yet."""
        conversation = self._at.get(row)
        return None if conversation is None else conversation.id

    def row_of(self, conversation_id: str) -> int:
        """-1 when it is not here."""
        return self._row.get(conversation_id, -1)

    def is_any_streaming(self) -> bool:
        return bool(self._streaming)

    def is_streaming(self, conversation_id: str) -> bool:
        return conversation_id in self._streaming

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _has(self, conversation: Conversation) -> bool:
        of, listing = (conversation.profile_id, conversation.chatbot_id), self.listing
        tagged = not listing.tag or listing.tag in conversation.tags
        return shelf_of(conversation) is listing.shelf and listing.chatbot in (None, of) and tagged

    def _insert(self, conversation: Conversation) -> None:
        row = 0 if conversation.pinned else self._counts[0]
        self.beginInsertRows(_ROOT, row, row)
        self._shift(row, self._total, 1)
        self._at[row] = conversation
        self._row[conversation.id] = row
        self._counts[0 if conversation.pinned else 1] += 1
        self._total += 1
        self._divide()
        self.endInsertRows()

    def _move_up(self, row: int) -> None:
        """To the top of the pinned ones, or of the others."""
        conversation, section = self._at[row], self._section(row)
        to = 0 if conversation.pinned else self._counts[0] - (section == 0)
        goal = 0 if conversation.pinned else 1
        # Qt counts the place to move to before the row is taken out.
        moved = row != to and self.beginMoveRows(_ROOT, row, row, _ROOT, to if to < row else to + 1)
        del self._at[row]
        self._shift(row + 1, self._total, -1)
        self._shift(to, self._total, 1)
        self._at[to] = conversation
        self._index()
        self._counts[section] -= 1
        self._counts[goal] += 1
        self._divide()
        if moved:
            self.endMoveRows()

    def _section(self, row: int) -> int:
        return next((number for number, end in enumerate(accumulate(self._counts)) if row < end), 0)

    def _divide(self) -> None:
        starts = [0, *accumulate(self._counts)]
        named = zip(starts, self._counts, self._words, strict=False)
        headings = tuple((start, words) for start, count, words in named if count and words)
        if headings != self.headings:
            self.headings = headings
            self.headings_changed.emit()

    def _shift(self, first: int, last: int, by: int) -> None:
        """Rows from `first` to before `last` are `by` further on."""
        self._at = {row + by if first <= row < last else row: one for row, one in self._at.items()}
        self._index()

    def _index(self) -> None:
        self._row = {one.id: row for row, one in self._at.items()}

    def _let_go(self, near: int) -> None:
        if len(self._at) > _KEPT:
            kept = sorted(self._at, key=lambda row: abs(row - near))[: _KEPT // 2]
            self._at = {row: self._at[row] for row in kept}
            self._index()

    def _note(self, rows: Sequence[Conversation]) -> None:
        if self._marks is not None:
            self._marks.note({one.profile_id for one in rows})

    def _mark(self, conversation: Conversation) -> ProfileMark | None:
        return self._marks.of_conversation(conversation.profile_id) if self._marks is not None else None

    @Slot()
    def _on_marks_changed(self) -> None:
        if self._total:
            self.dataChanged.emit(self.index(0), self.index(self._total - 1), [MARK_ROLE, _SPOKEN])

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))

    def _spoken(self, row: int, conversation: Conversation, *, streaming: bool) -> str:
        mark = self._mark(conversation)
        said: list[str] = [
            next((words for start, words in self.headings if start == row), ""),
            self.title(conversation),
            conversation.chatbot_name,
            mark.words if mark is not None else "",
            age(conversation.updated, time.time()),
            *conversation.tags,
        ]
        marks: Iterable[tuple[bool, str]] = (
            (conversation.pinned, self.tr("pinned")),
            (conversation.unread, self.tr("unread")),
            (streaming, self.tr("writing")),
        )
        said += [words for is_so, words in marks if is_so]
        return ", ".join(part for part in said if part)
