"""The sessions of an inbox as rows, newest first, as many as were asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.inbox import InboxSession, Moment, newest_first
from desktop.ui.words import age, tip

SESSION_ROLE: Final = Qt.ItemDataRole.UserRole + 1
TIME_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_ROOT: Final = QModelIndex()
_ID_END: Final = 4
_Index = QModelIndex | QPersistentModelIndex


class InboxModel(QAbstractListModel):
    """`clock` gives seconds since the epoch."""

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._sessions: tuple[InboxSession, ...] = ()

    @property
    def sessions(self) -> tuple[InboxSession, ...]:
        return self._sessions

    def show(self, sessions: Iterable[InboxSession]) -> None:
        """These instead of all that were here; of two with one id the later one counts."""
        found = newest_first(sessions)
        if found != self._sessions:
            self.beginResetModel()
            self._sessions = found
            self.endResetModel()

    def find(self, session_id: str) -> InboxSession | None:
        return next((session for session in self._sessions if session.id == session_id), None)

    def row_of(self, session_id: str) -> int:
        """-1 when it is not here."""
        return next((row for row, session in enumerate(self._sessions) if session.id == session_id), -1)

    def name(self, session: InboxSession) -> str:
        """Of the visitor; one who gave none is told by the end of the session id."""
        return session.name or self.tr("Visitor %1").replace("%1", f"…{session.id[-_ID_END:]}")

    def when(self, moment: Moment) -> str:
        """How long ago, or the time as it was given when it names no zone."""
        return age(moment.at, self._clock()) if moment.at else moment.text

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._sessions)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._sessions):
            return None
        session = self._sessions[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.name(session)
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join(filter(None, (self.name(session), session.last_words, session.page))))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(session)
            case value if value == SESSION_ROLE:
                return session
            case value if value == TIME_ROLE:
                return self.when(session.when)
            case _:
                return None

    def _spoken(self, session: InboxSession) -> str:
        zone = self.tr("time zone not known") if session.when.lacks_zone else ""
        return ", ".join(filter(None, (self.name(session), session.last_words, self.when(session.when), zone)))
