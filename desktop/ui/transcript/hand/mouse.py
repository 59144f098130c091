"""The mouse on the transcript: pointing, pressing, dragging over text, tool tips.

The trap: while text is dragged over, the pointer leaves the viewport and nothing moves; a timer scrolls on then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.ui import words
from desktop.ui.transcript.hand.tip import tip_at
from desktop.ui.transcript.segment import Action, Target

if TYPE_CHECKING:
    from desktop.ui.transcript.hand.hand import Hand
    from desktop.ui.transcript.view import TranscriptView

_OURS: Final = frozenset(
    (
        *(QEvent.Type.MouseMove, QEvent.Type.Leave, QEvent.Type.ToolTip),
        *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease),
    )
)
"""The other events, of which every painting has some, are told fast."""
_FRAME: Final = 16
_SPEED: Final = 0.2
"""How far a frame scrolls for each pixel that the pointer is outside."""


class Mouse(QObject):
    """Tells the hand what is pointed at and pressed."""

    def __init__(self, view: TranscriptView, hand: Hand) -> None:
        super().__init__(hand)
        self._view = view
        self._hand = hand
        self._pressed = ("", "")
        self._dragging = False
        self._clicks = 0
        self._clicked = QPointF()
        self._pointer = QPointF()
        self._drag_on = QTimer(self)
        self._drag_on.setInterval(_FRAME)
        self._drag_on.timeout.connect(self._on_drag_on)

    def forget(self) -> None:
        self._pressed, self._dragging = ("", ""), False
        self._drag_on.stop()

    def handle(self, event: QEvent) -> bool:
        """True when the event is dealt with."""
        if event.type() not in _OURS:
            return False
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
                self._hand.point_at("", None)
                return False
            case QEvent.Type.ToolTip if isinstance(event, QHelpEvent):
                return self._tip(event)
            case _:
                return False

    def _target_at(self, point: QPointF) -> tuple[str, Target | None]:
        index = self._view.indexAt(point.toPoint())
        if not index.isValid():
            return "", None
        row = index.row()
        inside = point - QPointF(self._view.row_rect(row).topLeft())
        return self._view.rows.message(row).id, self._view.rows.layout(row).target_at(inside)

    def link_at(self, point: QPointF) -> str:
        """Where the link at a point leads."""
        _message_id, target = self._target_at(point)
        return target.value if target is not None and target.action is Action.LINK else ""

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        selecting = self._hand.selecting
        message_id, target = self._target_at(event.position())
        self._pressed = (message_id, target.key) if target else ("", "")
        self._hand.touch(message_id)
        spot = selecting.spot_at(event.position())
        if self._clicks == 2 and spot and self._is_near(event.position()):
            selecting.take_paragraph(spot)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and selecting.selection.anchor and spot:
            selecting.lead(spot)
        else:
            selecting.begin(spot)
        self._clicks = 0
        self._dragging = spot is not None
        return True

    def _move(self, event: QMouseEvent) -> bool:
        if self._dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._pointer = event.position()
            self._drag()
            return True
        self._hand.point_at(*self._target_at(event.position()))
        return False

    def _drag(self) -> None:
        spot = self._hand.selecting.spot_at(self._pointer)
        if spot:
            self._hand.selecting.drag(spot)
        if self._outside() and not self._drag_on.isActive():
            self._drag_on.start()

    def _outside(self) -> float:
        """How far the pointer is above (negative) or below the viewport."""
        y, room = self._pointer.y(), self._view.viewport().height()
        return min(y, 0.0) + max(y - room, 0.0)

    def _on_drag_on(self) -> None:
        outside = self._outside()
        if not self._dragging or not outside:
            self._drag_on.stop()
            return
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + round(outside * _SPEED + (1 if outside > 0 else -1)))
        self._drag()

    def _release(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._dragging = False
        self._drag_on.stop()
        self._hand.selecting.offer()
        message_id, target = self._target_at(event.position())
        pressed, self._pressed = self._pressed, ("", "")
        if target and (message_id, target.key) == pressed and self._hand.selecting.selection.is_empty:
            self._hand.act(message_id, target)
        return True

    def _double_click(self, event: QMouseEvent) -> bool:
        _message_id, target = self._target_at(event.position())
        spot = self._hand.selecting.spot_at(event.position())
        if target is not None:
            return self._press(event)
        if event.button() == Qt.MouseButton.LeftButton and spot:
            self._hand.selecting.take_word(spot)
            self._clicks, self._clicked, self._dragging = 2, event.position(), True
            QTimer.singleShot(QApplication.doubleClickInterval(), self, self._on_clicks_over)
        return True

    def _is_near(self, point: QPointF) -> bool:
        """Whether a press is one more click at the same place."""
        return (point - self._clicked).manhattanLength() < QApplication.startDragDistance()

    def _on_clicks_over(self) -> None:
        self._clicks = 0

    def _tip(self, event: QHelpEvent) -> bool:
        index = self._view.indexAt(event.pos())
        said = ""
        if index.isValid():
            inside = QPointF(event.pos()) - QPointF(self._view.row_rect(index.row()).topLeft())
            said = tip_at(self._view.rows.layout(index.row()), inside)
        if said:
            QToolTip.showText(event.globalPos(), words.tip(said), self._view.viewport())
        else:
            QToolTip.hideText()
        return True
