"""The words for a problem where no message waits: when a connection is tried out, or the form of a profile is checked.

The trap: what is said on a message speaks of that message, and of what arrived of its answer.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import Problem, fill
from desktop.ui import words

_WITHOUT_MESSAGE: Final = {
    "secret_missing": "The key is missing. Paste it.",
    "unauthorized": "The chatbot did not accept this key. Check it, or paste another one.",
    "connection_lost": "The connection was lost. Try again.",
    "silence_timeout": "No further text for {seconds} seconds. Try again.",
    "cut_short": "The connection ended before the answer was complete. Try again.",
    "request_timeout": "The server gave up waiting for the message. Check your internet connection and try again.",
    "conflict": "The server is busy with something else. Wait a moment, then try again.",
}


def sentence(problem: Problem) -> str:
    """What happened and what to do, in the settings."""
    template = _WITHOUT_MESSAGE.get(problem.code)
    if template is None:
        return words.sentence(problem)
    return fill(QCoreApplication.translate("errors", template), problem.params)
