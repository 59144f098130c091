"""The title of the window: how much is unread, whose conversation is in view, and the name of the program.

The trap: these are told by different controllers at different times, and none may wipe out what another one said.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.form import filled


class WindowCaption(QObject):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._place = ("", "")
        self._unread = 0

    def show_place(self, name: str, label: str) -> None:
        """The profile of what is in view; one without a label is not named."""
        self._place = (name, label)
        self._write()

    def show_unread(self, count: int) -> None:
        self._unread = count
        self._write()

    def _write(self) -> None:
        title, (name, label) = self.tr("Robofy Desktop"), self._place
        if label:
            title = filled(self.tr("%1 · %2 — %3"), name, label, title)
        if self._unread:
            title = filled(self.tr("%1 unread – %2"), QLocale().toString(self._unread), title)
        self._window.setWindowTitle(title)
