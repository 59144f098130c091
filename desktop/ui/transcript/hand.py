"""The reader's hand on the transcript: mouse, keys, what is hovered, focused, selected, pressed and copied.

It holds ids and keys, never rows or layouts: both may be others by the time of the next event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QApplication, QToolTip

from desktop.ui import words
from desktop.ui.transcript import selection as selecting
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.menu import message_menu
from desktop.ui.transcript.segment import Action, Target
from desktop.ui.transcript.selection import Selection, Spot
from desktop.ui.transcript.tool_card import copied
from desktop.ui.transcript.walk import next_stop

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_COPIED_FOR: Final = 2000
_SCROLL_KEYS: Final = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
_PRESS_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_BY_KEYBOARD: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_Thing = tuple[str, str]
_NOTHING: Final = ("", "")


class Hand(QObject):
    """Filters the events of the view and of its viewport."""

    _is_whole = False  # at exit Qt still sends events to an object that Python has emptied

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._is_whole = True
        self._view = view
        self._hovered: _Thing = _NOTHING
        self._hovered_row = ""
        self._focused: _Thing = _NOTHING
        self._copied: _Thing = _NOTHING
        self._pressed: _Thing = _NOTHING
        self._current = ""
        self._selection = Selection()
        self._dragging = False
        self._clicks = 0
        self._ring = False
        self._forget_copied = QTimer(self)
        self._forget_copied.setSingleShot(True)
        self._forget_copied.setInterval(_COPIED_FOR)
        self._forget_copied.timeout.connect(self._on_copied_seen)

    def forget(self) -> None:
        """The messages are others: nothing is pointed at."""
        self._hovered = self._focused = self._copied = self._pressed = _NOTHING
        self._hovered_row = self._current = ""
        self._selection = Selection()
        self._dragging = False

    # ── what the painting asks ──────────────────────────────────────────────────────────────────────────────────

    def hovered_in(self, message_id: str) -> str:
        return self._hovered[1] if self._hovered[0] == message_id else ""

    def focused_in(self, message_id: str) -> str:
        return self._focused[1] if self._focused[0] == message_id and self._view.hasFocus() else ""

    def copied_in(self, message_id: str) -> str:
        return self._copied[1] if self._copied[0] == message_id else ""

    def is_row_hovered(self, message_id: str) -> bool:
        return message_id == self._hovered_row

    def ranges(self, message_id: str, layout: RowLayout) -> Ranges:
        return self._selection.ranges(layout) if self._selection.message_id == message_id else {}

    @property
    def rings_view(self) -> bool:
        """Whether the view itself shows that it has the keyboard."""
        return self._ring and self._view.hasFocus() and self._focused == _NOTHING

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_whole:
            return False
        if watched is self._view:
            return self._view_event(event)
        match event.type():
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                return self._press(event)
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                return self._move(event)
            case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
                return self._release(event)
            case QEvent.Type.MouseButtonDblClick if isinstance(event, QMouseEvent):
                return self._double_click(event)
            case QEvent.Type.Leave:
                self._hover("", None)
                return False
            case QEvent.Type.ToolTip if isinstance(event, QHelpEvent):
                return self._tip(event)
            case QEvent.Type.ContextMenu if isinstance(event, QContextMenuEvent):
                return self._menu(event)
            case _:
                return False

    def _view_event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
            return False
        if isinstance(event, QContextMenuEvent):
            return self._menu(event)
        if isinstance(event, QFocusEvent):
            self._ring = event.gotFocus() and event.reason() in _BY_KEYBOARD
            self._focused = self._focused if event.reason() == Qt.FocusReason.PopupFocusReason else _NOTHING
            self._view.viewport().update()
        return False

    # ── mouse ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _at(self, point: QPointF) -> tuple[int, RowLayout, QPointF] | None:
        """The row under a point, its layout, and the point inside it."""
        index = self._view.indexAt(point.toPoint())
        if not index.isValid():
            return None
        place = self._view.row_rect(index.row())
        return index.row(), self._view.rows.layout(index.row()), point - QPointF(place.topLeft())

    def _target_at(self, point: QPointF) -> tuple[str, Target | None]:
        found = self._at(point)
        if found is None:
            return "", None
        row, layout, inside = found
        return self._view.rows.message(row).id, layout.target_at(inside)

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        message_id, target = self._target_at(event.position())
        self._pressed = (message_id, target.key) if target else _NOTHING
        self._focused, self._ring = _NOTHING, False
        self._current = message_id or self._current
        spot = self._spot(event.position(), message_id)
        if self._clicks == 2 and spot and self._selection.message_id == message_id:
            self._select(selecting.paragraph(message_id, self._layout(message_id), spot))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection.message_id and spot:
            self._select(self._selection.to(self._spot(event.position(), self._selection.message_id) or spot))
        else:
            self._select(Selection(message_id, spot, spot) if spot else Selection())
        self._clicks = 0
        self._dragging = spot is not None
        return True

    def _layout(self, message_id: str) -> RowLayout:
        return self._view.rows.layout(self._row(message_id))

    def _row(self, message_id: str) -> int:
        model = self._view.messages
        return model.row_of(message_id) if model is not None else -1

    def _spot(self, point: QPointF, message_id: str) -> Spot | None:
        """The place in this message that is nearest to a point."""
        row = self._row(message_id) if message_id else -1
        if row < 0:
            return None
        place = self._view.row_rect(row)
        inside = point - QPointF(place.topLeft())
        inside.setY(min(max(inside.y(), 0.0), float(place.height())))
        return self._view.rows.layout(row).place_at(inside)

    def _move(self, event: QMouseEvent) -> bool:
        if self._dragging and event.buttons() & Qt.MouseButton.LeftButton:
            spot = self._spot(event.position(), self._selection.message_id)
            if spot and spot != self._selection.head:
                self._select(self._selection.to(spot))
            return True
        message_id, target = self._target_at(event.position())
        self._hover(message_id, target)
        return False

    def _hover(self, message_id: str, target: Target | None) -> None:
        thing = (message_id, target.key) if target else _NOTHING
        if (message_id, thing) == (self._hovered_row, self._hovered):
            return
        before, self._hovered_row, self._hovered = self._hovered_row, message_id, thing
        over_text = message_id and target is None
        shape = Qt.CursorShape.IBeamCursor if over_text else Qt.CursorShape.ArrowCursor
        self._view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if target else shape)
        for row in {self._row(one) for one in (before, message_id) if one}:
            if row >= 0:
                self._view.update_row(row)

    def _release(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._dragging = False
        message_id, target = self._target_at(event.position())
        pressed, self._pressed = self._pressed, _NOTHING
        if target and (message_id, target.key) == pressed and self._selection.is_empty:
            self._act(message_id, target)
        return True

    def _double_click(self, event: QMouseEvent) -> bool:
        message_id, target = self._target_at(event.position())
        spot = self._spot(event.position(), message_id)
        if target is not None:
            return self._press(event)
        if event.button() == Qt.MouseButton.LeftButton and spot:
            self._select(selecting.word(message_id, self._layout(message_id), spot))
            self._clicks = 2
            QTimer.singleShot(QApplication.doubleClickInterval(), self, self._on_clicks_over)
        return True

    def _on_clicks_over(self) -> None:
        self._clicks = 0

    def _select(self, chosen: Selection) -> None:
        if chosen == self._selection:
            return
        self._selection = chosen
        if not chosen.is_empty:
            self._view.scroll_keeper.hold()
        self._view.viewport().update()

    def _tip(self, event: QHelpEvent) -> bool:
        _message_id, target = self._target_at(QPointF(event.pos()))
        if target and target.tip:
            QToolTip.showText(event.globalPos(), words.tip(target.tip), self._view.viewport())
        else:
            QToolTip.hideText()
        return True

    # ── keyboard ────────────────────────────────────────────────────────────────────────────────────────────────

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif key in _PRESS_KEYS and self._focused != _NOTHING:
            self.press_focused()
        elif key in _SCROLL_KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._view.verticalScrollBar().triggerAction(_SCROLL_KEYS[key])
        else:
            return False
        return True

    def walk(self, *, forward: bool) -> bool:
        """Go to the next thing that can be pressed; False where there is none and the focus may leave."""
        seen = self._view.rows_in_sight()
        if not seen:
            return False
        message_id, key = self._focused
        row = self._row(message_id) if message_id else -1
        if row < 0:
            row, key = (seen[0] if forward else seen[-1]), ""
        place = self._view.row_rect(row)
        room = (float(-place.top()), float(self._view.viewport().height() - place.top()))
        stop = next_stop(self._view.rows, row, key, forward=forward, seen=room)
        if stop is None:
            self._focused = _NOTHING
            self._view.viewport().update()
            return False
        self._focus(stop.row, stop.target)
        return True

    def _focus(self, row: int, target: Target) -> None:
        view = self._view
        message_id = view.rows.message(row).id
        self._focused, self._current = (message_id, target.key), message_id
        view.setCurrentIndex(view.model().index(row, 0))
        view.settle()
        if target.rects:
            ring = view.theme.sizes.space_s
            place = target.rects[0].translated(QPointF(view.row_rect(row).topLeft()))
            view.reveal(place.adjusted(0, -ring, 0, ring))
        view.speech.say(target.name)
        view.viewport().update()

    def press_focused(self) -> None:
        message_id, key = self._focused
        row = self._row(message_id)
        target = self._view.rows.layout(row).target(key) if row >= 0 else None
        if target is not None:
            self._act(message_id, target)

    # ── what a press does ───────────────────────────────────────────────────────────────────────────────────────

    def _act(self, message_id: str, target: Target) -> None:
        view = self._view
        match target.action:
            case Action.TOGGLE:
                view.scroll_keeper.hold()
                view.rows.toggle(self._row(message_id), target.value)
                view.settle()
                view.scroll_keeper.moved()
            case Action.COPY | Action.COPY_WHOLE:
                QGuiApplication.clipboard().setText(copied(view.rows.message(self._row(message_id)), target))
                self._copied = (message_id, target.key)
                self._forget_copied.start()
                view.speech.say(self.tr("Copied"))
            case Action.LINK if target.value:
                view.link_activated.emit(target.value)
            case Action.RETRY:
                view.retry_requested.emit(message_id)
            case Action.SECRET:
                view.secret_requested.emit(message_id)
            case Action.WHOLE:
                view.whole_requested.emit(message_id, target.value)
            case Action.DETAILS:
                view.details_requested.emit(message_id)
            case _:
                pass
        view.viewport().update()

    def _on_copied_seen(self) -> None:
        self._copied = _NOTHING
        self._view.viewport().update()

    # ── copying, the menu ───────────────────────────────────────────────────────────────────────────────────────

    def current(self) -> str:
        """The message that a command without a selection is about; the last one when none was touched."""
        if self._row(self._current) < 0:
            model = self._view.messages
            self._current = model.messages()[-1].id if model is not None and model.rowCount() else ""
        return self._current

    def select_all(self) -> None:
        """All of the current message."""
        message_id = self.current()
        if message_id:
            self._select(selecting.whole(message_id, self._layout(message_id)))

    def copy(self) -> None:
        """The selection, or the current message when nothing is selected."""
        message_id = self._selection.message_id
        row = self._row(message_id) if message_id else -1
        if row < 0 or self._selection.is_empty:
            self.copy_message(self.current())
            return
        layout = self._view.rows.layout(row)
        QGuiApplication.clipboard().setMimeData(selecting.piece_on_clipboard(layout, self._selection.ranges(layout)))

    def copy_message(self, message_id: str, *, plain: bool = False) -> None:
        row = self._row(message_id) if message_id else -1
        if row >= 0:
            message = self._view.rows.message(row)
            made = selecting.plain_on_clipboard if plain else selecting.message_on_clipboard
            QGuiApplication.clipboard().setMimeData(made(message))

    def _menu(self, event: QContextMenuEvent) -> bool:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        found = self._at(QPointF(event.pos())) if by_mouse else None
        self._current = self._view.rows.message(found[0]).id if found else self.current()
        if not self._current:
            return True
        menu = message_menu(self._view, self._current, has_selection=not self._selection.is_empty)
        menu.popup(event.globalPos() if by_mouse else self._menu_place())
        return True

    def _menu_place(self) -> QPoint:
        row = self._row(self._current)
        place = QRectF(self._view.row_rect(row)).intersected(QRectF(self._view.viewport().rect()))
        return self._view.viewport().mapToGlobal(place.center().toPoint())
