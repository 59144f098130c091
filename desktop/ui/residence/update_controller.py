"""When a new version is looked for, and what is done with what was found.

The trap: a request that nobody asked for tells somebody that this computer runs this program. So without an address
there is none, by default there is none, and the menu asks before there is one.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.chat.tasks import TaskScope
from desktop.core.desktop_settings import UpdateSettings
from desktop.core.errors import AppError
from desktop.core.release import Feed, Release, newest, numbers
from desktop.ui.dialogs.update_dialog import UpdateDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.words import sentence

DAY: Final = 24 * 3600.0
_LOOK_EVERY: Final = 3600 * 1000
"""Milliseconds between two looks at the clock: a computer that sleeps wakes up days later."""


class UpdateController(QObject):
    """`fetch` gets the feed at an address signed by a key; it may raise AppError. `change` keeps other settings.

    `release_found` carries what the daily look found, a Release; nobody is interrupted for it.
    """

    release_found = Signal(object)
    settings_requested = Signal()

    def __init__(
        self,
        window: QWidget,
        running: str,
        fetch: Callable[[str, str], Awaitable[Feed]],
        tasks: TaskScope,
        switch: ThemeSwitch,
        settings: Callable[[], UpdateSettings],
        change: Callable[[UpdateSettings], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._running = running
        self._fetch = fetch
        self._tasks = tasks
        self._switch = switch
        self._settings = settings
        self._change = change
        self._clock = clock
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self.look_if_due)

    def ask(self) -> None:
        """The command of the menu: says what would be asked, and asks when the user agrees."""
        dialog = UpdateDialog(host_of(self._settings()), self._running, self._switch.theme, self._window)
        dialog.check_requested.connect(lambda: self._tasks.start("updates", self._look, dialog))
        dialog.settings_requested.connect(self.settings_requested)
        dialog.skip_requested.connect(self._skip)
        dialog.open()

    def begin(self) -> None:
        """From now on look once a day, when the settings say so."""
        self._timer.start()
        self.look_if_due()

    def look_if_due(self) -> None:
        settings = self._settings()
        passed = self._clock() - settings.checked
        if settings.daily and settings.feed and not 0 <= passed < DAY:
            self._tasks.start("updates", self._look_quietly)

    async def _look(self, dialog: UpdateDialog) -> None:
        dialog.show_search()
        try:
            release = await self._find()
        except AppError as error:
            if isValid(dialog):
                dialog.show_failure(sentence(error.problem))
            return
        if isValid(dialog):
            dialog.show_nothing() if release is None else dialog.show_release(release)

    async def _look_quietly(self) -> None:
        try:
            release = await self._find()
        except AppError:  # the next look comes tomorrow, and the menu says what is wrong
            return
        if release is not None and numbers(release.version) > numbers(self._settings().skipped):
            self.release_found.emit(release)

    async def _find(self) -> Release | None:
        settings = self._settings()
        self._change(replace(settings, checked=self._clock()))
        feed = await self._fetch(settings.feed, settings.key)
        release = newest(feed, self._running, settings.issued)
        self._change(replace(self._settings(), issued=feed.issued))
        return release

    def _skip(self, version: str) -> None:
        self._change(replace(self._settings(), skipped=version))


def host_of(settings: UpdateSettings) -> str:
    """Who would be asked; empty when nobody is."""
    try:
        return urlsplit(settings.feed).netloc
    except ValueError:
        return settings.feed
