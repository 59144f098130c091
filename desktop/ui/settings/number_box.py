"""A number with its unit that the wheel turns only when it was gone to on purpose."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSpinBox


class NumberBox(QSpinBox):
    """It counts when it is typed to its end."""

    def __init__(self, name: str, unit: str, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSuffix(unit)
        self.setAccessibleName(name)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inner = self.findChild(QLineEdit)
        if inner is not None:
            inner.setAccessibleName(name)

    def show_value(self, value: int) -> None:
        """The number as it is in force. Another one that is just being typed stays as long as that is the same."""
        if value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
