"""Keeps the last conversation closed while the window says that the last run crashed.

The trap: only the page's own way on leads to that conversation. Who looks elsewhere first, at the search or the inbox,
has not asked for it, and comes back to the page.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.core.running import LastRun
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.trouble.crash_page import CrashPage

_UNNAMED: Final = ("previous", "next", "next_unread")
"""Ids of the commands that open whatever conversation comes next, which may be that one."""


class CrashGate(QObject):
    """`passed` when the user goes on. It opens without that for a conversation that was asked for by name.

    `begins_anew` from the moment on that the last conversation is better left.
    """

    passed = Signal()
    report_requested = Signal()

    def __init__(self, window: MainWindow, switch: ThemeSwitch) -> None:
        super().__init__(window)
        self._window = window
        self._switch = switch
        self._page: CrashPage | None = None
        self._before: QWidget | None = None
        self.begins_anew = False

    @property
    def is_closed(self) -> bool:
        return self._page is not None

    def close(self, last: LastRun) -> None:
        """Say that the last run crashed, until the user goes on; once."""
        self._before = self._window.pages.currentWidget()
        self.begins_anew = last.again
        page = self._page = CrashPage(last, self._switch.theme, self._window)
        page.report_requested.connect(self.report_requested)
        page.left.connect(self._on_left)
        self._window.pages.currentChanged.connect(self._on_page_changed)
        self._enable(on=False)
        self.come_back()

    def come_back(self) -> None:
        """Show the page again: there is something else to be said, and this comes first."""
        if self._page is not None:
            self._window.show_page(self._page)

    def _on_left(self) -> None:
        if self._page is not None:
            self._window.show_page(self._before or self._window.chat)
            self._open()
            self.passed.emit()

    def _on_page_changed(self) -> None:
        if self._window.pages.currentWidget() is self._window.chat:
            self._open()  # that page is shown for a conversation alone

    def _open(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            self._window.pages.currentChanged.disconnect(self._on_page_changed)
            self._window.pages.removeWidget(page)
            page.deleteLater()
            self._enable(on=True)

    def _enable(self, *, on: bool) -> None:
        for command_id in _UNNAMED:
            self._window.actions_by_id[command_id].setEnabled(on)
