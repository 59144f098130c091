"""From a history that does not open to one that does: the page that says why, and what its buttons do.

The trap: the program goes on meanwhile, and the history may open after all. So whatever ends the page ends in the one
way in which every start begins: the conversations are listed again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.chat.rescue import Rescue
from desktop.chat.tasks import TaskScope
from desktop.core.errors import AppError, Problem
from desktop.core.recovery import READABLE, RECOVERABLE, Findings
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.trouble.recovery_page import RecoveryPage
from desktop.ui.words import sentence


class RecoveryController(QObject):
    """`begin_again` lists the conversations anew; `folder` is where the history is kept.

    `reads_only` is true from the moment the user wants to read what cannot be written.
    """

    def __init__(
        self,
        window: MainWindow,
        rescue: Rescue,
        tasks: TaskScope,
        switch: ThemeSwitch,
        begin_again: Callable[[], Awaitable[object]],
        folder: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._rescue = rescue
        self._tasks = tasks
        self._switch = switch
        self._begin_again = begin_again
        self._folder = folder
        self._found: Findings | None = None
        self._page: RecoveryPage | None = None
        self.reads_only = False
        window.trouble.read_requested.connect(lambda: tasks.start("recovery", self._read))

    @property
    def page(self) -> RecoveryPage:
        """Made when it is needed: most people never see it."""
        if self._page is None:
            page = self._page = RecoveryPage(self._switch.theme, self._window)
            page.restore_requested.connect(lambda: self._tasks.start("recovery", self._restore))
            page.empty_requested.connect(lambda: self._tasks.start("recovery", self._start_empty))
            page.retry_requested.connect(lambda: self._tasks.start("recovery", self._look))
            page.folder_requested.connect(self._show_folder)
        return self._page

    def on_history_refused(self, problem: Problem) -> None:
        """Say why the history does not open; where it can be restored, find out what is left."""
        self.reads_only = False
        if problem.code not in RECOVERABLE:
            self._window.show_trouble(sentence(problem), readable=problem.code in READABLE)
            return
        self.page.show_search(problem.params.get("file", ""))
        self._window.show_page(self.page)
        self._tasks.start("recovery", self._look)

    def on_history_missed(self) -> None:
        """Something else is in view that needs the history: back to why there is none."""
        window, page = self._window, self._page
        if page is not None and window.pages.currentWidget() in (window.welcome, window.chat, window.search):
            window.show_page(page)

    async def _look(self) -> None:
        self.page.show_progress_from_start()
        try:
            self._found = await self._rescue.look(self.page.show_progress)
        except AppError as error:
            self.page.show_failure(sentence(error.problem))
            return
        self.page.show_findings(self._found)

    async def _restore(self) -> None:
        self.page.show_restoring()
        if await self._ends_well(self._rescue.restore()) and self._found is not None:
            self._window.banner.show_text(self.page.restored(self._found), tone="success")

    async def _start_empty(self) -> None:
        if await self._ends_well(self._rescue.start_empty()):
            self._window.banner.show_text(self.page.started_empty())

    async def _read(self) -> None:
        self.reads_only = True
        await self._begin_again()
        if not self.reads_only:
            return  # it was refused again
        text = self.tr("You can read your conversations. To ask and to change something, quit, mend that, start again.")
        self._window.banner.show_text(text, tone="warning")

    async def _ends_well(self, work: Awaitable[None]) -> bool:
        try:
            await work
        except AppError as error:
            self.page.show_failure(sentence(error.problem))
            return False
        await self._begin_again()
        return True

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))
