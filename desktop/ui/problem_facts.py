"""What is known about an error besides its sentence: for the eye, and to be copied into a report.

The trap: a report is for everybody to read. What the server said was cleaned of the secret when it came in, and nothing
else of the request stands in it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import Problem
from desktop.core.text import well_formed
from desktop.ui.words import exact_time

_SHAPES: Final = frozenset({"inbox_unknown", "chatbots_unreadable"})
"""Codes with a detail that is what came, and nothing that was said about it."""


def problem_facts(problem: Problem, words: str) -> list[tuple[str, str]]:
    """Names and values, in order; some values may be empty. `words` is the sentence that is shown about it."""
    detail = well_formed(problem.detail)
    is_shape = came_otherwise(problem)
    return [
        (_tr("What happened"), words),
        (_tr("Error"), problem.code),
        (_tr("HTTP status"), str(problem.status) if problem.status else ""),
        (_tr("Error code"), well_formed(problem.server_code)),
        (_tr("What came"), detail if is_shape else ""),
        (_tr("The server said"), f"“{detail}”" if detail and not is_shape else ""),
        (_tr("Asked"), exact_time(problem.asked_at)),
        (_tr("Request ID"), problem.request_id),
    ]


def came_otherwise(problem: Problem) -> bool:
    """Whether its detail is what came in another shape than was asked for, and not words about an error."""
    return problem.code in _SHAPES


def told(problem: Problem) -> str:
    """What the server said, on a line: status, code, words. The shape of a list is for copying, and too long here."""
    if problem.code == "inbox_unknown":
        return ""
    status = str(problem.status) if problem.status else ""
    return well_formed(" · ".join(filter(None, (status, problem.server_code, problem.detail))))


def _tr(text: str) -> str:
    return QCoreApplication.translate("problem", text)
