"""Keeps commands from leading away from the page that says why the history does not open.

The trap: behind that page everything seems to work, an empty list and an empty conversation, until something is to be
saved; and nothing there leads back to the page.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from desktop.ui.main_window import MainWindow

_WITHOUT_HISTORY: Final = frozenset(
    {
        *("stop", "settings", "quit", "sidebar", "pane", "zoom_in", "zoom_out", "zoom_reset"),
        *("diagnose", "keys", "updates", "report", "about"),
    }
)
"""Ids of the commands that need none. All others wait."""


class HistoryGate(QObject):
    """`is_closed` while the history is refused; who is not a command asks for that."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._actions = window.actions_by_id
        self._waiting: list[str] = []
        self.is_closed = False

    def close(self) -> None:
        """Closed already, it holds those as well that rested for another reason and do so no more."""
        self.is_closed = True
        for command_id in self._actions.keys() - _WITHOUT_HISTORY:
            if self._actions[command_id].isEnabled():
                self._actions[command_id].setEnabled(False)
                self._waiting.append(command_id)

    def open(self) -> None:
        """Those that rested before for another reason go on resting."""
        self.is_closed = False
        waiting, self._waiting = self._waiting, []
        for command_id in waiting:
            self._actions[command_id].setEnabled(True)
