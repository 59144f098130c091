"""The list of an inbox: who it was, when, and the last words. Two lines a row, painted in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.inbox import InboxSession
from desktop.ui.inbox.model import SESSION_ROLE, TIME_ROLE, InboxModel
from desktop.ui.look.theme import ThemeSwitch

_AnyIndex = QModelIndex | QPersistentModelIndex


class InboxList(QListView):
    """`session_chosen` carries the id of the current one, `opened` comes with Enter."""

    session_chosen = Signal(str)
    opened = Signal()

    def __init__(self, model: InboxModel, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sessions = model
        self._quiet = False
        self.setAccessibleName(self.tr("Sessions"))
        self.setItemDelegate(_Delegate(switch, self))
        self.setModel(model)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        switch.theme_changed.connect(lambda _theme: self.scheduleDelayedItemsLayout())

    def select(self, session_id: str) -> None:
        """Mark the session in view, without announcing it as chosen."""
        row = self._sessions.row_of(session_id)
        self._quiet = True
        if row < 0:
            self.selectionModel().clear()
        else:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self._sessions.index(row), flag)
        self._quiet = False

    def currentChanged(self, current: _AnyIndex, previous: _AnyIndex) -> None:
        super().currentChanged(current, previous)
        session = current.data(SESSION_ROLE)
        if isinstance(session, InboxSession) and not self._quiet:
            self.session_chosen.emit(session.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: a letter must not throw the reader from one visitor to another."""


class _Delegate(QStyledItemDelegate):
    def __init__(self, switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = switch

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        small = QFontMetrics(theme.font("small", option.font)).height()
        return QSize(0, QFontMetrics(option.font).height() + small + sizes.space_xs + 2 * sizes.space_s)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        session = index.data(SESSION_ROLE)
        if isinstance(session, InboxSession):
            name = str(index.data(Qt.ItemDataRole.DisplayRole))
            self._paint_lines(painter, option, name, str(index.data(TIME_ROLE)), session.last_words)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if selected else "hover"))
            rect: QRect = option.rect.adjusted(sizes.space_xs, 1, -sizes.space_xs, -1)
            painter.drawRoundedRect(rect, sizes.radius_control, sizes.radius_control)

    def _paint_lines(self, painter: QPainter, option: QStyleOptionViewItem, name: str, when: str, words: str) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        inside: QRect = option.rect.adjusted(sizes.space_m, sizes.space_s, -sizes.space_m, -sizes.space_s)
        body, small = QFont(option.font), theme.font("small", option.font)
        above = QRect(inside.left(), inside.top(), inside.width(), QFontMetrics(body).height())
        room = QFontMetrics(small).horizontalAdvance(when) + sizes.space_s
        painter.setPen(theme.color("text-secondary"))
        painter.setFont(small)
        painter.drawText(above, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, when)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme.color("selection-text" if selected else "text"))
        _draw(painter, above.adjusted(room if is_mirrored else 0, 0, 0 if is_mirrored else -room, 0), body, name)
        height = QFontMetrics(small).height()
        painter.setPen(theme.color("text-secondary"))
        _draw(painter, QRect(inside.left(), inside.bottom() - height + 1, inside.width(), height), small, words)


def _draw(painter: QPainter, rect: QRect, font: QFont, text: str) -> None:
    """The text in the direction of its first strong character, whatever the direction of the window (UAX #9)."""
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(f"\u2068{text}\u2069", Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)
