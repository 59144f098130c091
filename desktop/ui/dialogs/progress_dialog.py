"""How far long work came, with a way to end it; it shows itself only when the work is not done in a moment.

The trap: Qt's own progress dialog runs an event loop inside `setValue`. This one looks at the work now and then.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from desktop.core.progress import Progress
from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, filled, words

_PATIENCE: Final = 400
"""Milliseconds in which quick work is done without a dialog."""
_LOOK: Final = 100
_PARTS: Final = 1000


class ProgressDialog(FittedDialog):
    """`cancel_requested` once, when the user wants it to end; `finish` when it has. `counts` says what the work counts:
    "%1 of %2 conversations"; empty when a bar says enough.
    """

    cancel_requested = Signal()

    def __init__(
        self, title: str, counts: str, progress: Progress, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, theme, parent)
        self._counts = counts
        self._progress = progress
        self._is_finished = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        self.state = words(" ", "secondary")
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(title, "title"))
        layout.addWidget(self.bar)
        if counts:
            layout.addWidget(self.state)
        row = answers(theme, self.cancel_button)
        layout.addLayout(row)
        self.setLayout(layout)
        self.fit()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.open)
        self._patience.start(_PATIENCE)
        self._look = QTimer(self)
        self._look.timeout.connect(self._on_look)
        self._look.start(_LOOK)
        self._on_look()

    def finish(self) -> None:
        """The work has ended, or died."""
        self._is_finished = True
        self._patience.stop()
        self._look.stop()
        if self.isVisible():
            self.accept()
        else:
            self.deleteLater()

    def reject(self) -> None:
        """Esc, or Cancel: it stays until the work has let go."""
        if self.cancel_button.isEnabled():
            self.cancel_button.setEnabled(False)
            self.cancel_requested.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._is_finished:
            event.ignore()
            self.reject()

    def _on_look(self) -> None:
        done, total = self._progress.done, self._progress.total
        self.bar.setRange(0, _PARTS if total else 0)
        if total:
            self.bar.setValue(min(done * _PARTS // total, _PARTS))
            locale = QLocale()
            self.state.setText(filled(self._counts, locale.toString(done), locale.toString(total)))
