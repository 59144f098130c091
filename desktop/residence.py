"""How the program lives on a desktop, put together: tray, notices, links, updates, reports. Part of the start.

The trap: all of this is beside the point of the program. None of it may hold up the first paint, and what the desktop
lacks of it costs nothing else.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from desktop import __version__, parts, problem_report
from desktop.autostart import HIDDEN, autostart
from desktop.chat.recordings import RecordingArchive
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError
from desktop.core.message import Message, Role
from desktop.core.release import Feed, Release
from desktop.core.report import ReportFile
from desktop.core.running import End, LastRun
from desktop.core.settings import Settings
from desktop.store.thread import DaemonThread
from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.residence.application import Application
from desktop.ui.residence.installed_program import InstalledProgram
from desktop.ui.residence.link_controller import LinkController
from desktop.ui.residence.notices import Notices
from desktop.ui.residence.presence import Presence
from desktop.ui.residence.tray import Tray
from desktop.ui.residence.update_controller import UpdateController
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.trouble.report_controller import ReportController

if TYPE_CHECKING:
    from desktop.api.robofy import Robofy
    from desktop.app import Desktop
    from desktop.bus_notices import BusNotices, Notice

log = logging.getLogger(__name__)
_RECORDINGS: Final = 20
"""The newest answers of the conversation in question whose recordings a report may hold."""


class Residence(QObject):
    """Belongs to the window; `aclose` it before the threads end.

    `robofy` gives the client that the ways to the servers belong to.
    """

    def __init__(
        self,
        desktop: Desktop,
        files: DaemonThread,
        recordings: RecordingArchive,
        save_bytes: Callable[[Path, bytes], Awaitable[None]],
        robofy: Callable[[], Awaitable[Robofy]],
    ) -> None:
        window = desktop.window
        super().__init__(window)
        self._desktop = desktop
        self._files = files
        self._recordings = recordings
        self._robofy = robofy
        self._tasks = desktop.tasks
        self._bus: BusNotices | None = None
        self._last: LastRun | None = None
        settings = desktop.settings
        change = settings.change_section
        self._autostart = autostart()
        self.tray = Tray(QGuiApplication.windowIcon(), desktop.switch, self)
        self.notices = Notices(self._post, lambda: settings.settings.desktop, self)
        self.presence = Presence(
            window,
            self.tray,
            self.notices,
            desktop.switch,
            lambda: settings.settings.desktop,
            lambda section: change(desktop=section),
        )
        self.updates = UpdateController(
            window,
            __version__,
            self._fetch,
            self._tasks,
            desktop.switch,
            lambda: settings.settings.updates,
            lambda section: change(updates=section),
        )
        self.reports = ReportController(window, self._gather, save_bytes, self._tasks, desktop.switch)
        self.links = LinkController(
            window,
            desktop.controller,
            desktop.chat,
            desktop.book,
            desktop.archive,
            desktop.imports,
            self._tasks,
            desktop.started.wait,
        )
        self._program = InstalledProgram(Path(sys.executable), self)
        self._log_end = QTimer(self)
        self._log_end.setInterval(60_000)
        self._log_end.timeout.connect(self._look_at_log)
        self._connect()

    def _connect(self) -> None:
        desktop, actions = self._desktop, self._desktop.window.actions_by_id
        actions["updates"].triggered.connect(self.updates.ask)
        actions["report"].triggered.connect(self.reports.ask)
        actions["about"].triggered.connect(self._show_about)
        desktop.chat.reply_ended.connect(self.notices.on_reply_ended)
        desktop.chat.reply_ended.connect(_log_reply)
        desktop.settings.settings_changed.connect(self._on_settings_changed)
        desktop.settings.opened.connect(self._on_settings_opened)
        self.notices.chosen.connect(desktop.chat.open)
        self.tray.new_requested.connect(desktop.controller.begin)
        self.tray.message_clicked.connect(lambda key: self.notices.clicked.emit(key, ""))
        self.updates.settings_requested.connect(desktop.settings.show)
        self.updates.release_found.connect(self._tell_release)
        self._program.replaced.connect(self._tell_installed)
        desktop.controller.crash.report_requested.connect(self.reports.ask)
        self.reports.file_saved.connect(desktop.controller.tell_saved)
        self.reports.problem_raised.connect(desktop.controller.show_problem)
        self._on_settings_changed(desktop.settings.settings)

    def look_back(self, last: LastRun | None) -> None:
        """Say that the last run crashed, before anything of a conversation is shown: that may be what crashed it.

        Everything else goes on beside that: who is away, or started it hidden, may not see the page for days.
        """
        self._last = last
        if last is not None:
            log.info("the last run ended otherwise than in order: %s", last.end.value)
        if last is not None and last.end is End.CRASHED:
            self._desktop.controller.crash.close(last)

    def begin(self) -> None:
        """The program has started."""
        updates = self._desktop.settings.settings.updates
        if self._desktop.history.is_copied and updates.started != __version__:
            self._desktop.settings.change_section(updates=replace(updates, started=__version__))
        self.updates.begin()
        if getattr(sys, "frozen", False):
            self._program.begin()
        application = QGuiApplication.instance()
        if isinstance(application, Application):
            application.opened.connect(self.on_started_again)
            application.tell_opened()

    def on_started_again(self, arguments: Sequence[str]) -> None:
        """Somebody started the program beside this one; a start at the login leaves the window where it is."""
        if HIDDEN not in arguments:
            self._desktop.window.come_forward()
        self.links.follow(arguments)

    def close(self) -> None:
        self._desktop.chat.reply_ended.disconnect(self.notices.on_reply_ended)  # its bus would outlive the window
        self.tray.set_shown(False)
        self._program.close()
        if self._bus is not None:
            self._bus.close()

    # ── notices ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _post(self, key: str, title: str, text: str) -> None:
        if sys.platform != "linux":
            self.tray.notify(key, title, text)
            return
        from desktop.bus_notices import BusNotices, Notice

        if self._bus is None:
            name = QCoreApplication.translate("app", "Robofy Desktop")
            self._bus = BusNotices(name, self.notices.clicked.emit, self._on_not_posted)
        self._bus.show(Notice(key, title, text))

    def _on_not_posted(self, notice: Notice) -> None:
        """On any thread: no desktop shows it, so the tray does, if there is one."""
        QTimer.singleShot(0, self, partial(self._post_at_tray, notice))

    def _post_at_tray(self, notice: Notice) -> None:
        if self.tray.icon.isVisible() and self.tray.is_possible:
            self.tray.notify(notice.key, notice.title, notice.text)

    # ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _on_settings_changed(self, settings: Settings) -> None:
        self.presence.apply()
        self._look_at_log()
        if settings.log.detailed_since:
            self._log_end.start()

    def _look_at_log(self) -> None:
        """A detailed log ends by itself."""
        detailed = self._desktop.settings.settings.log.is_detailed(time.time())
        self._desktop.journal.set_detailed(detailed)
        if not detailed:
            self._log_end.stop()

    def _on_settings_opened(self, dialog: SettingsDialog) -> None:
        page = dialog.desktop
        page.show_system(autostart=self._autostart.is_on(), tray=self.tray.is_possible)
        if not page.property("connected"):
            page.setProperty("connected", True)
            page.autostart_toggled.connect(self._switch_autostart)
            page.check_requested.connect(self.updates.ask)

    def _switch_autostart(self, on: bool) -> None:
        try:
            self._autostart.switch(on=on)
        except AppError as error:
            self._desktop.controller.show_problem(error.problem)

    # ── about, updates, reports ───────────────────────────────────────────────────────────────────────────────────

    def _show_about(self) -> None:
        dialog = AboutDialog(__version__, self._desktop.switch.theme, self._desktop.window)
        dialog.open()
        self._tasks.start("about", self._show_parts, dialog)

    async def _show_parts(self, dialog: AboutDialog) -> None:
        from shiboken6 import isValid

        found = await asyncio.wrap_future(self._files.call(parts.all_parts))
        if isValid(dialog):
            dialog.show_parts(found)

    async def _fetch(self, address: str, key: str) -> Feed:
        await asyncio.wrap_future(self._files.call(importlib.import_module, "desktop.api.feed"))
        from desktop.api.feed import fetch_feed

        return await fetch_feed((await self._robofy()).ways, address, key)

    def _tell_release(self, release: Release) -> None:
        text = QCoreApplication.translate("app", "Version %1 is there. Help → Check for updates tells more.")
        self._desktop.window.banner.show_news(text.replace("%1", release.version))

    def _tell_installed(self) -> None:
        text = QCoreApplication.translate("app", "A new version was installed. Start the program again to use it.")
        self._desktop.window.banner.show_news(text)

    async def _gather(self) -> Sequence[ReportFile]:
        facts, settings = problem_report.system_facts(), self._desktop.settings.settings
        found = await asyncio.wrap_future(self._files.call(parts.all_parts))
        logs = self._desktop.journal.files()
        call = self._files.call(problem_report.report_files, found, facts, settings, logs, self._last)
        files = await asyncio.wrap_future(call)
        messages = await self._messages()
        if messages:
            files.append(problem_report.messages_file(messages))
        replies = [one for one in reversed(messages) if one.role is Role.CHATBOT]
        for number, reply in enumerate(replies[:_RECORDINGS], 1):
            if await self._recordings.size_of(reply.id):
                with suppress(AppError):  # one that cannot be read keeps nobody from reporting
                    whole = await self._recordings.content(reply.id, plain=False)
                    unpacking = self._files.call(problem_report.recording_file, number, whole)
                    files.append(await asyncio.wrap_future(unpacking))
        return files

    async def _messages(self) -> Sequence[Message]:
        """What is in view; while nothing is open, what was at the end of the last run, which may be what crashed it."""
        shown = self._desktop.chat.current
        if shown is not None:
            return shown.model.messages()
        with suppress(AppError):  # a history that does not open keeps nobody from reporting
            stored = await self._desktop.archive.load(self._desktop.controller.last_in_view.conversation_id)
            return [stored.messages[message_id] for message_id in stored.tree.path(stored.leaf)]
        return ()


def _log_reply(_conversation: Conversation, reply: Message) -> None:
    """For a detailed log alone."""
    log.debug("reply %s ended as %s: %s", reply.id, reply.status.value, reply.text)
