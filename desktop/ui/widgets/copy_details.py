"""The button that copies what is known about a problem, to be pasted into a report.

The trap: the same problem has other words in the settings than on a message, and what is copied must be what is seen.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.errors import Problem
from desktop.ui.problem_facts import problem_facts
from desktop.ui.widgets.form import announce


class CopyDetails(QPushButton):
    """*Copy details*: there as long as there is more to tell about a problem than its sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAutoDefault(True)  # so that Enter presses it, too
        self.clicked.connect(self._copy)
        self.show_problem(None, "")

    def show_problem(self, problem: Problem | None, words: str) -> None:
        """`words` is the sentence that is shown about it."""
        facts = problem_facts(problem, words) if problem is not None else []
        self._text = "\n".join(f"{name}: {value}" for name, value in facts if value)
        self.setText(self.tr("Copy details"))
        self.setVisible(problem is not None and bool(problem.asked_at or problem.status or problem.detail))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.setText(self.tr("Copied"))
        announce(self)
