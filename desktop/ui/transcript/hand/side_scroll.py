"""Scrolling a code block or a table to its side: by wheel with Shift, by touchpad, by its bar, by Left and Right.

It filters the events of the view and its viewport before the hand sees them, and takes only what is meant for a block
whose content is wider than it. The trap: a vertical gesture on a touchpad drifts, so the greater direction counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from desktop.ui.transcript.sideways import Sideways

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_NOTCH: Final = 120
_COLUMNS: Final = 6
"""How far one notch of a wheel, or one press of a key, goes."""
_OURS: Final = frozenset(
    (
        *(QEvent.Type.Wheel, QEvent.Type.MouseMove),
        *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease),
    )
)
"""Events of the viewport that may be for a block; the others, of which every painting has some, are told fast."""
_KEYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class SideScroll(QObject):
    """Lives with its view."""

    _is_whole = False  # at exit Qt still sends events to an object that Python has emptied

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._grabbed: tuple[str, str, float] | None = None  # message, block, where in the bar
        self._is_whole = True
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_whole:
            return False
        if watched is self._view:
            is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
            return isinstance(event, QKeyEvent) and is_key and self._key(event)
        if event.type() not in _OURS:
            return False
        match event.type():
            case QEvent.Type.Wheel if isinstance(event, QWheelEvent):
                return self._wheel(event)
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick if isinstance(event, QMouseEvent):
                return event.button() == Qt.MouseButton.LeftButton and self._press(event.position())
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                return self._drag(event)
            case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
                grabbed, self._grabbed = self._grabbed, None
                return grabbed is not None
            case _:
                return False

    def _at(self, point: QPointF) -> tuple[str, Sideways, QPointF] | None:
        """The block under a point, its message, and the point inside it."""
        view = self._view
        index = view.indexAt(point.toPoint())
        if not index.isValid():
            return None
        layout = view.rows.layout(index.row())
        inside = point - QPointF(view.row_rect(index.row()).topLeft())
        leaf, place = layout.leaf_at(inside) or (None, QPointF())
        return (view.rows.message(index.row()).id, leaf, inside - place) if isinstance(leaf, Sideways) else None

    def _wheel(self, event: QWheelEvent) -> bool:
        found = self._at(event.position())
        if found is None:
            return False
        distance = _distance(event, found[1].look.code_advance * _COLUMNS)
        if not distance or not found[1].scroll_by(-distance):
            return False
        self._view.viewport().update()
        event.accept()
        return True

    def _press(self, point: QPointF) -> bool:
        found = self._at(point)
        if found is None:
            return False
        message_id, block, inside = found
        grip = block.grip(inside)
        if grip is None:
            return False
        self._grabbed = (message_id, block.key, grip)
        self._view.viewport().update()
        return True

    def _drag(self, event: QMouseEvent) -> bool:
        if self._grabbed is None:
            return False
        message_id, key, grip = self._grabbed
        row = self._view.row_of(message_id)
        if row < 0 or not event.buttons() & Qt.MouseButton.LeftButton:
            self._grabbed = None
            return False
        for leaf, place in self._view.rows.layout(row).placed_leaves():
            if isinstance(leaf, Sideways) and leaf.key == key:
                leaf.drag_to(event.position().x() - place.x(), grip)
        self._view.viewport().update()
        return True

    def _key(self, event: QKeyEvent) -> bool:
        """Left and Right, while one of the block's buttons or links, or its bar, has the keyboard."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        view = self._view
        for row in view.rows_in_sight():
            focused = view.hand.focused_in(view.rows.message(row).id)
            for segment in _blocks(view, row, focused) if focused else ():
                view.viewport().update()
                return segment.scroll_by(step * segment.look.code_advance * _COLUMNS)
        return False


def show_target(view: TranscriptView, row: int, key: str) -> None:
    """Bring what can be pressed into sight at the side of its block."""
    for block in _blocks(view, row, key):
        block.show_target(key)


def turn_to_side(view: TranscriptView, row: int, key: str) -> None:
    """What pressing the bar of a block does."""
    for block in _blocks(view, row, key):
        block.turn()


def _blocks(view: TranscriptView, row: int, key: str) -> list[Sideways]:
    """The block that something to press is a part of."""
    leaves = view.rows.layout(row).leaves
    return [leaf for leaf in leaves if isinstance(leaf, Sideways) and leaf.key == key.rpartition(":")[0]]


def _distance(event: QWheelEvent, notch: float) -> float:
    """How far to the side a wheel or a touchpad asks to go, in pixels."""
    pixels, angle = event.pixelDelta(), event.angleDelta()
    is_smooth = not pixels.isNull()
    x, y = (pixels.x(), pixels.y()) if is_smooth else (angle.x(), angle.y())
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not x:
        x, y = y, 0
    if abs(x) <= abs(y):
        return 0.0
    return float(x) if is_smooth else x / _NOTCH * notch
