"""What is known about an error besides its sentence: for the eye, and to be copied into a report.

The trap: a report is for everybody to read. What the server said was cleaned of the secret when it came in, and nothing
else of the request stands in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.errors import Problem
from desktop.core.text import well_formed
from desktop.ui.words import exact_time, sentence

_SHAPES: Final = frozenset({"inbox_unknown", "chatbots_unreadable"})
"""Codes with a detail that is what came, and nothing that was said about it."""


def problem_facts(problem: Problem) -> list[tuple[str, str]]:
    """Names and values, in order; some values may be empty."""
    detail = well_formed(problem.detail)
    is_shape = problem.code in _SHAPES
    return [
        (_tr("What happened"), sentence(problem)),
        (_tr("Error"), problem.code),
        (_tr("HTTP status"), str(problem.status) if problem.status else ""),
        (_tr("Error code"), well_formed(problem.server_code)),
        (_tr("What came"), detail if is_shape else ""),
        (_tr("The server said"), f"“{detail}”" if detail and not is_shape else ""),
        (_tr("Asked"), exact_time(problem.asked_at)),
        (_tr("Request ID"), problem.request_id),
    ]


def told(problem: Problem) -> str:
    """What the server said, on a line: status, code, words. The shape of a list is for copying, and too long here."""
    if problem.code == "inbox_unknown":
        return ""
    status = str(problem.status) if problem.status else ""
    return well_formed(" · ".join(filter(None, (status, problem.server_code, problem.detail))))


class CopyDetails(QPushButton):
    """*Copy details*: there as long as there is more to tell about a problem than its sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("transcript", "Copy details"), parent)
        self._problem: Problem | None = None
        self.setAutoDefault(True)  # so that Enter presses it, too
        self.clicked.connect(self._copy)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        self._problem = problem
        self.setVisible(problem is not None and bool(problem.asked_at or problem.status or problem.detail))

    def _copy(self) -> None:
        if self._problem is not None:
            known = [(name, value) for name, value in problem_facts(self._problem) if value]
            QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in known))


def _tr(text: str) -> str:
    return QCoreApplication.translate("MessageDetailsDialog", text)
