"""The list of conversations: as many as there are, of which only those in sight are ever asked for.

A QListView, because screen readers read its rows; but where they stand says `ListGeometry`. The trap: a selection of
several rows moves the current row too, and that must open nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.core.conversation import Conversation
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import Theme
from desktop.ui.sidebar.conversation_delegate import ConversationDelegate
from desktop.ui.sidebar.conversation_model import CONVERSATION_ROLE, ConversationModel
from desktop.ui.sidebar.list_geometry import ListGeometry

_PULSE_INTERVAL: Final = 50
_AGE_INTERVAL: Final = 30_000
_AnyIndex = QModelIndex | QPersistentModelIndex
_Select = QItemSelectionModel.SelectionFlag


class ConversationList(QListView):
    """`conversation_chosen` carries the id of the one that is selected alone, `opened` comes with Enter.

    `sight_changed` tells the first and the last row in sight; `menu_requested` where on the screen a menu is wanted.
    """

    conversation_chosen = Signal(str)
    opened = Signal()
    sight_changed = Signal(int, int)
    delete_requested = Signal()
    menu_requested = Signal(QPoint)
    title_edited = Signal(str, str)
    renaming_ended = Signal()

    def __init__(self, model: ConversationModel, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.geometry_of_rows = ListGeometry()
        self._model = model
        self._hovered = QPersistentModelIndex()
        self._chosen = ""
        self._quiet = False
        self._delegate = ConversationDelegate(switch, self)
        self._delegate.title_edited.connect(self.title_edited)
        self._sight = self._timer(0, self._on_sight_due, once=True)
        self._pulse = self._timer(_PULSE_INTERVAL, self._on_pulse)
        self._timer(_AGE_INTERVAL, self.viewport().update).start()
        self.setAccessibleName(self.tr("Conversations"))
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        switch.theme_changed.connect(self._on_theme_changed)
        model.dataChanged.connect(self._on_data_changed)
        model.headings_changed.connect(self._arrange)
        for changed in (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.modelReset):
            changed.connect(self._on_rows_changed)
        self.entered.connect(self._on_entered)
        self.viewportEntered.connect(lambda: self._on_entered(QModelIndex()))

    def _timer(self, interval: int, slot: object, *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(once)
        timer.timeout.connect(slot)
        return timer

    # ── what others call ──────────────────────────────────────────────────────────────────────────────────────────

    def select(self, conversation_id: str) -> None:
        """Mark the conversation in view, without announcing it as chosen."""
        self.select_all_of((conversation_id,), conversation_id)

    def select_all_of(self, ids: Iterable[str], current: str) -> None:
        """Mark these, as far as they are here, without announcing anything."""
        self._chosen = current
        rows = [row for row in map(self._model.row_of, ids) if row >= 0]
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self._model.index(row), self._model.index(row))
        at = self._model.row_of(current)
        self._quiet = True
        self.selectionModel().setCurrentIndex(self._model.index(at), _Select.NoUpdate)
        self.selectionModel().select(chosen, _Select.ClearAndSelect)
        self._quiet = False
        self.viewport().update()

    def selected_rows(self) -> list[range]:
        """What is selected, as runs of rows from top to bottom."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        return sorted((range(one.top(), one.bottom() + 1) for one in ranges), key=lambda rows: rows.start)

    def rename(self, conversation_id: str) -> None:
        """Let the title be typed in its place; what is typed comes as `title_edited`."""
        row = self._model.row_of(conversation_id)
        if row >= 0:
            self.scrollTo(self._model.index(row))
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.edit(self._model.index(row))

    def row_of(self, conversation_id: str) -> int:
        """-1 when it is not here."""
        return self._model.row_of(conversation_id)

    @property
    def is_renaming(self) -> bool:
        return self.state() is QAbstractItemView.State.EditingState

    @property
    def has_keyboard(self) -> bool:
        """Whether keys go to it, or to the title that is being typed in it."""
        return self.hasFocus() or self.is_renaming

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.renaming_ended.emit()

    def go_to(self, row: int) -> None:
        """Select a row alone, and so choose it; as soon as it is read when it is not yet."""
        self.selectionModel().setCurrentIndex(self._model.index(row), _Select.ClearAndSelect)

    # ── choosing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def currentChanged(self, current: _AnyIndex, previous: _AnyIndex) -> None:
        super().currentChanged(current, previous)
        self._announce()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._announce()

    def _announce(self) -> None:
        current = self.currentIndex()
        if self._quiet or not current.isValid() or self.selected_rows() != [range(current.row(), current.row() + 1)]:
            return
        conversation = current.data(CONVERSATION_ROLE)
        if isinstance(conversation, Conversation) and conversation.id != self._chosen:
            self._chosen = conversation.id
            self.conversation_chosen.emit(conversation.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_renaming:
            event.ignore()  # Return, which ends it, comes here too
            return
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if not event.modifiers():
                self.delete_requested.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers():
                if self.currentIndex().isValid():
                    self.go_to(self.currentIndex().row())
                    self.opened.emit()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: a letter must not throw the reader through years of conversations."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            at = self.indexAt(event.pos())
            if at.isValid() and not self.selectionModel().isSelected(at):
                self.setCurrentIndex(at)
            self.menu_requested.emit(event.globalPos())
        else:
            if not self.selected_rows() and self._model.rowCount():
                self.setCurrentIndex(self._model.index(max(self.currentIndex().row(), 0), 0))  # with the keyboard alone
            rect = self.visualRect(self.currentIndex())
            self.menu_requested.emit(self.viewport().mapToGlobal(rect.center()))

    def mousePressEvent(self, event: object) -> None:
        """The other button asks for the menu, of what is selected already when it is pressed there."""
        if event.button() is Qt.MouseButton.LeftButton:  # type: ignore[attr-defined] # a QMouseEvent
            super().mousePressEvent(event)  # type: ignore[arg-type] # a QMouseEvent

    # ── Qt's geometry, from our heights ───────────────────────────────────────────────────────────────────────────

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        font, starts = self.font(), [row for row, _words in self._model.headings]
        row, heading = self._delegate.row_height(font), self._delegate.heading_height(font)
        self.geometry_of_rows.arrange(self._model.rowCount(), starts, row, heading)
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setSingleStep(max(self.geometry_of_rows.row_height // 2, 1))
        bar.setRange(0, max(self.geometry_of_rows.height - room, 0))
        QAbstractItemView.updateGeometries(self)
        self._sight.start()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def visualRect(self, index: _AnyIndex) -> QRect:
        rows = self.geometry_of_rows
        if not index.isValid() or index.row() >= len(rows):
            return QRect()
        top = rows.top(index.row()) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), rows.row_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.geometry_of_rows.row_at(point.y() + self.verticalOffset())
        return QModelIndex() if row is None else self._model.index(row)

    def scrollTo(self, index: _AnyIndex, hint: QAbstractItemView.ScrollHint | None = None) -> None:
        """Bring a row into sight, with the heading above it."""
        rows, bar, room = self.geometry_of_rows, self.verticalScrollBar(), self.viewport().height()
        if not index.isValid() or index.row() >= len(rows):
            return
        top, end = rows.heading_top(index.row()), rows.top(index.row()) + rows.row_height
        if end > bar.value() + room:
            bar.setValue(end - room)
        if top < bar.value():
            bar.setValue(top)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)
        self._sight.start()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count, at = len(self.geometry_of_rows), self.currentIndex().row()
        page = max(self.viewport().height() // self.geometry_of_rows.row_height - 1, 1)
        actions = QAbstractItemView.CursorAction
        by = {
            actions.MoveUp: -1,
            actions.MovePrevious: -1,
            actions.MoveDown: 1,
            actions.MoveNext: 1,
            actions.MovePageUp: -page,
            actions.MovePageDown: page,
            actions.MoveHome: -count,
            actions.MoveEnd: count,
        }.get(action, 0)
        return self._model.index(min(max(at + by, 0), count - 1)) if count else QModelIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the rows between the two ends of what was dragged over, which can be one point."""
        rows, area = self.geometry_of_rows, rect.normalized()
        first = rows.nearest(area.top() + self.verticalOffset())
        last = rows.nearest(area.bottom() + self.verticalOffset())
        if area.height() <= 1 and not self.indexAt(area.topLeft()).isValid():
            first = None
        chosen = QItemSelection()
        if first is not None and last is not None:
            chosen.select(self._model.index(first), self._model.index(last))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    # ── painting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def rows_in_sight(self) -> range:
        rows, top = self.geometry_of_rows, self.verticalOffset()
        first, last = rows.nearest(top), rows.nearest(top + self.viewport().height() - 1)
        return range(0) if first is None or last is None else range(first, last + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        headings, several = dict(self._model.headings), self._selects_several()
        plain = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        for row in self.rows_in_sight():
            index = self._model.index(row)
            option.rect = self.visualRect(index)
            option.state = plain
            if self.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if self._hovered == index:
                option.state |= QStyle.StateFlag.State_MouseOver
            if several and index == self.currentIndex():
                option.state |= QStyle.StateFlag.State_HasFocus
            if row in headings:
                height = self.geometry_of_rows.heading_height
                above = QRect(0, option.rect.top() - height, option.rect.width(), height)
                self._delegate.paint_heading(painter, above, self.font(), headings[row])
            self._delegate.paint(painter, option, index)
        painter.end()

    def _selects_several(self) -> bool:
        """Whether the current row has to be told from the selected ones."""
        if not self.hasFocus():
            return False
        at = self.currentIndex().row()
        return self.selected_rows() != [range(at, at + 1)]

    # ── what changes ──────────────────────────────────────────────────────────────────────────────────────────────

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._on_entered(QModelIndex())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._arrange()

    def _on_entered(self, index: QModelIndex) -> None:
        self._hovered = QPersistentModelIndex(index)
        self.viewport().update()

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._arrange()  # rows are as high as the font and the room in them

    @Slot()
    def _on_rows_changed(self) -> None:
        self._arrange()

    @Slot()
    def _on_data_changed(self) -> None:
        self.viewport().update()
        self._announce()
        if self._model.is_any_streaming() and not self._pulse.isActive():
            self._pulse.start()

    def _on_sight_due(self) -> None:
        seen = self.rows_in_sight()
        if seen:
            self.sight_changed.emit(seen.start, seen.stop - 1)

    @Slot()
    def _on_pulse(self) -> None:
        if not self._model.is_any_streaming():
            self._pulse.stop()
        self.viewport().update()
