"""The pill over the transcript: there is new text below, and a click leads to it.

The trap: a message also changes by what nobody sees, such as where the server keeps it.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.message import Message, Role
from desktop.ui.look.icons import icon
from desktop.ui.look.tokens import Theme
from desktop.ui.transcript.memento import newest_of


class Pill(QPushButton):
    """Hidden until `tell`, and again when the reader is at the end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(self.tr("New text"))
        self.setAccessibleName(self.tr("New text: go to the end"))
        self.setToolTip(self.tr("Go to the end"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the End key does the same
        self._known: Message | None = None
        self.hide()

    def tell(self) -> None:
        """Text came that is not in sight."""
        self.show()
        self.raise_()

    def heed(self, message: Message) -> None:
        """The last message is this now: tell when there is more to read. How a question stands is nothing to read."""
        if not self.isHidden():
            return
        before, now = newest_of(self._known) if self._known is not None else None, newest_of(message)
        if before is not None and message.role is Role.USER:
            before = before._replace(status=now.status)
        if before != now:
            self.tell()

    def settle(self, theme: Theme, room: QRect, newest: Message | None, *, is_wanted: bool) -> None:
        """Stand in the middle of the lower edge. `newest` is the last message, as it is shown now."""
        self._known = newest
        if not is_wanted:
            self.hide()
        if self.isHidden():
            return
        self.setIcon(icon("arrow-down", theme, "text"))
        self.adjustSize()
        size, gap = self.size(), theme.sizes.space_m
        self.move(room.center().x() - size.width() // 2, room.bottom() - size.height() - gap)
