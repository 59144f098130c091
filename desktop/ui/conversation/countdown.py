"""Counts down until a message that was refused for now may be sent again; it never sends one that nobody asked for."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.ui.look.measures import Margins, spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.widgets.form import announce, words
from desktop.ui.words import duration


class Countdown(QFrame):
    """`ticked` when the user wants the message to be sent when the time is over, or not any more."""

    ticked = Signal(bool)
    send_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._words = words()
        self.tick = QCheckBox(self.tr("Send it when the time is over"))
        self.tick.clicked.connect(self.ticked)
        self.send_button = QPushButton(self.tr("Send now"))
        self.send_button.setAutoDefault(True)  # so that Enter presses it, too
        self.send_button.clicked.connect(self.send_requested)
        sides: Margins = ("space_m", "space_s", "space_s", "space_s")
        row = spaced(QHBoxLayout(self), switch.theme, "space_m", margins=sides)
        row.addWidget(self._words, 1)
        row.addWidget(self.tick)
        row.addWidget(self.send_button)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def show_wait(self, seconds: float, *, ticked: bool) -> None:
        """So many seconds are left; with none left, the message can be sent."""
        if seconds > 0:
            left = self.tr("Too many messages in a short time. You can send this one again in %1.")
            self._words.setText(left.replace("%1", _whole(seconds)))
        else:
            self._words.setText(self.tr("You can send this message again."))
        has_focus = self.tick.hasFocus()
        self.tick.setChecked(ticked)
        self.tick.setVisible(seconds > 0)
        self.send_button.setVisible(seconds <= 0)
        if has_focus and seconds <= 0:
            self.send_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.isHidden() or (seconds <= 0 and self.accessibleName() != self.text):
            self.setAccessibleName(self.text)
            self.show()
            announce(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _whole(seconds: float) -> str:
    """Whole seconds, upwards: nobody is told that no time is left while some is."""
    left = ceil(seconds)
    return duration(left) if left >= 60 else QCoreApplication.translate("words", "%1 s").replace("%1", str(left))
