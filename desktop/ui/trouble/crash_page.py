"""What stands in the window after a crash: what happened, a report, and the way on.

The trap: what crashed the program may be the conversation that was in view. Nothing of it is shown before the way on.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.running import LastRun
from desktop.ui.look.measures import bounded, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import centred, filled, words
from desktop.ui.words import day_and_time


class CrashPage(QWidget):
    """Nothing waits for an answer here: Escape goes on, too."""

    report_requested = Signal()
    left = Signal()

    def __init__(self, last: LastRun, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Robofy Desktop had crashed"))
        heading = words(self.tr("Robofy Desktop had crashed"), "heading")
        begun = self.tr("It was started at %1, and it was version %2.")
        when = filled(begun, day_and_time(last.started), last.version) if last.started else ""
        kept = self.tr("Your questions and what had arrived of the answers are kept.")
        if last.again:
            kept += " " + self.tr("It crashed twice in a row, so it goes on with a new conversation.")
        wish = self.tr("A report helps to mend it. You see everything in it, and nothing is sent by this program.")
        self.report_button = QPushButton(self.tr("Report…"))
        self.go_on_button = QPushButton(self.tr("Go on"))
        set_role(self.go_on_button, "primary")
        for button, signal in ((self.report_button, self.report_requested), (self.go_on_button, self.left)):
            button.setAutoDefault(True)  # so that Enter presses it, too
            button.clicked.connect(signal)
        row = spaced(QHBoxLayout(), theme, "space_s")
        row.addStretch(1)
        row.addWidget(self.report_button)
        row.addWidget(self.go_on_button)
        row.addStretch(1)
        inner = bounded(QWidget(), theme, most_width="column")
        layout = spaced(QVBoxLayout(inner), theme, "space_l", margins="space_m")
        layout.addStretch(2)
        for label in (heading, words(" ".join(filter(None, (when, kept)))), words(wish, "secondary")):
            layout.addWidget(centred(label))
        layout.addLayout(row)
        layout.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner, 4)
        outer.addStretch(1)
        self.setFocusProxy(self.go_on_button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
