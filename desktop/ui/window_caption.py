"""The title of the window: how much is unread, whose conversation is in view, and the name of the program.

The tray follows it by `changed`: the title as words, the number of unread conversations, and the colour of the profile.

The trap: these are told by different controllers at different times, and none may wipe out what another one said.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.form import filled


class WindowCaption(QObject):
    """`unread` counts conversations; `colour` is what the profile in view wears, empty for none."""

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._place = ("", "")
        self.unread = 0
        self.colour = ""

    def show_place(self, name: str, label: str, colour: str) -> None:
        """The profile of what is in view; one without a label is not named."""
        self._place = (name, label)
        self.colour = colour
        self._write()

    def show_unread(self, count: int) -> None:
        self.unread = count
        self._write()

    def _write(self) -> None:
        title, (name, label) = self.tr("Robofy Desktop"), self._place
        if label:
            title = filled(self.tr("%1 · %2 — %3"), name, label, title)
        if self.unread:
            title = filled(self.tr("%1 unread – %2"), QLocale().toString(self.unread), title)
        self._window.setWindowTitle(title)
        self.changed.emit()
