"""Keeps what has the focus, and what was just said, in the visible part of a page that scrolls.

The trap: what was just shown gets its place later, by posted events, so nothing can be scrolled to at once. And a page
that moves under a pressed mouse takes the button away from it.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QMetaObject, QObject, QPoint, QTimer
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from desktop.ui.widgets.form import Field


class Follower(QObject):
    """Lives as long as its page. `margin` is the room in pixels that is left above and below."""

    def __init__(self, area: QScrollArea, margin: int) -> None:
        super().__init__(area)
        self._area = area
        self._margin = margin
        self._wanted: QWidget | None = None
        self._typed_in: QLineEdit | None = None
        self._typing = QMetaObject.Connection()
        # A timer of its own: `singleShot(0)` is a posted event itself, and comes before those that lay out.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._scroll)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def follow(self, widget: QWidget) -> None:
        """Bring a widget into view as soon as it has its place, its top before its end.

        Of several in one turn, the last one counts.
        """
        self._wanted = widget
        self._later.start()

    def _scroll(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None or not shiboken6.isValid(wanted) or not self._area.isAncestorOf(wanted):
            return
        # Not by `ensureWidgetVisible`, which in a narrow window would also move the page to the side, for good.
        bar, height = self._area.verticalScrollBar(), self._area.viewport().height()
        top = wanted.mapTo(self._area.viewport(), QPoint(0, 0)).y() + bar.value() - self._margin
        bottom = top + wanted.height() + 2 * self._margin
        bar.setValue(min(max(bar.value(), bottom - height), top))

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._area.isAncestorOf(now):
            return
        if isinstance(now, QLineEdit) and now is not self._typed_in:
            QObject.disconnect(self._typing)
            self._typed_in = now
            self._typing = now.textEdited.connect(self._on_typed)
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.follow(_whole(now))

    def _on_typed(self) -> None:
        if self._typed_in is not None:
            self.follow(_whole(self._typed_in))


def _whole(widget: QWidget) -> QWidget:
    """A field with what is said about it, for its edit."""
    around = widget.parentWidget()
    return around if isinstance(around, Field) else widget
