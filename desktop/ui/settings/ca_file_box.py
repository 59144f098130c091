"""A file of further certificates to trust: which one, what is in it, until when."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.certificate import Certificate
from desktop.core.errors import Problem
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, column, filled, words
from desktop.ui.words import sentence


class CaFileBox(QWidget):
    """`choice_requested` wants a file to be chosen and checked; `changed` carries the new path, empty for none.

    `owner` is the id of the profile that the file is for, empty for all of them.
    """

    choice_requested = Signal()
    changed = Signal(str)

    def __init__(self, theme: Theme, help_text: str) -> None:
        super().__init__()
        self.path = ""
        self.owner = ""
        self._file = words(wraps=True)
        self._state = words(role="secondary")
        self.choose_button = QPushButton(self.tr("Choose a file of certificates…"))
        self.remove_button = QPushButton(self.tr("Trust it no longer"))
        set_role(self.remove_button, "quiet")
        for button in self.buttons:
            button.setAutoDefault(False)
        self.choose_button.clicked.connect(self.choice_requested)
        self.remove_button.clicked.connect(self._on_removed)
        row = spaced(QHBoxLayout(), theme, "space_s")
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        layout = column(theme, "space_xs")
        layout.addWidget(self._file)
        layout.addWidget(self._state)
        layout.addLayout(row)
        layout.addWidget(words(help_text, "secondary"))
        self.setLayout(layout)
        self.show_path("")

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton]:
        return self.choose_button, self.remove_button

    @property
    def state(self) -> str:
        return self._state.text()

    def show_path(self, path: str) -> None:
        """A path as it is in the settings; what is in the file is not known yet."""
        self.path = path
        self._file.setText(Path(path).name)
        self._file.setToolTip("")
        self._file.setVisible(bool(path))
        self.remove_button.setVisible(bool(path))
        self._say("", "secondary")

    def take(self, path: str, certificates: Sequence[Certificate]) -> None:
        """The file was chosen and is fine."""
        self.show_path(path)
        self.show_certificates(certificates)
        announce(self._state)
        self.changed.emit(path)

    def show_certificates(self, certificates: Sequence[Certificate]) -> None:
        first = min(certificates, key=lambda one: one.ends)
        text = self.tr("Certificates: %1. The first to end is “%2”, valid until %3.")
        if first.ends < time.time():
            text = self.tr("Certificates: %1. “%2” ended on %3, and what it signed is not trusted.")
        count = QLocale().toString(len(certificates))
        role = "danger" if first.ends < time.time() else "secondary"
        self._say(filled(text, count, first.subject, first.until), role)

    def show_problem(self, problem: Problem) -> None:
        """The file that was chosen is not taken, or the one in use cannot be read."""
        unreadable = filled(self.tr("The file %1 cannot be read. Choose it again."), problem.params.get("file", ""))
        self._say(unreadable if problem.code == "ca_file_unreadable" else sentence(problem), "danger")
        announce(self._state)

    def _say(self, text: str, role: str) -> None:
        self._state.setText(text)
        set_role(self._state, role)
        self._state.setVisible(bool(text))

    def _on_removed(self) -> None:
        self.show_path("")
        self.choose_button.setFocus()
        self.changed.emit("")
