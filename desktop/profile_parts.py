"""All that has to do with profiles, put together: their files, the keyring, the administrator's, and who shows them."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.chat.profile_book import ProfileBook
from desktop.chat.proxy_keys import ProxyKeys
from desktop.chat.tasks import TaskScope, settle
from desktop.core.environment import read_environment, take_key
from desktop.core.errors import Problem
from desktop.store.leftovers import load_leftovers, save_leftovers
from desktop.store.managed import load_managed, managed_path
from desktop.store.paths import Paths
from desktop.store.profiles import ProfileFile, read_profiles_file
from desktop.store.saved_text import save_bytes
from desktop.store.secrets import Secrets
from desktop.store.thread import DaemonThread
from desktop.ui.conversation.controller import ChatController
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.profile_look import ProfileLook
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.settings.controller import SettingsController
from desktop.ui.transfer.profile_exchange import ProfileExchange
from desktop.ui.watched_file import WatchedFile
from desktop.ui.window_controller import WindowController


class ProfileParts:
    """`problems` is what was wrong with the administrator's file or the environment, to be told when there is a window.

    `files` is the thread for files that the user names.
    """

    def __init__(self, paths: Paths, disk: DaemonThread, keyring: DaemonThread, files: DaemonThread) -> None:
        self._paths = paths
        self._stored = ProfileFile(paths.profiles)
        self._disk = disk
        self._files = files
        self.managed, of_managed = load_managed(managed_path(os.environ))
        secrets = Secrets()
        self.proxy_keys = ProxyKeys(keyring, secrets)
        self.book = ProfileBook(
            disk,
            self._stored.save,
            keyring,
            secrets,
            save_leftovers=partial(save_leftovers, paths.leftovers),
        )
        self.marks = ProfileMarks(self.book)
        self.book.manage(self.managed.profiles)
        found = read_environment(os.environ, QCoreApplication.translate("app", "From the environment"))
        take_key(os.environ)  # a browser that is opened from here must not get it
        if found.profile is not None:
            self.book.add_built_in(found.profile, found.secret)
        self.problems = [problem for problem in (of_managed, found.problem) if problem is not None]

    async def load(self) -> Problem | None:
        """Fetch the user's own; the problem is what the user must know about their file."""
        problem = await self.book.fetch(self._stored.load)
        self.book.remember_leftovers(await asyncio.wrap_future(self._disk.call(load_leftovers, self._paths.leftovers)))
        return problem

    def show_in(
        self,
        window: MainWindow,
        chat: ChatController,
        settings: SettingsController,
        tasks: TaskScope,
        switch: ThemeSwitch,
    ) -> None:
        """Before the controller of the window is made: see `ProfileLook`."""
        self.look = ProfileLook(window, chat, self.book, window.chat.gone)
        self.exchange = ProfileExchange(window, self.book, tasks, switch, self._read, self._write)
        settings.opened.connect(self.exchange.attach)
        self.marks.setParent(window)
        settings.profiles_changed.connect(self.look.refresh)
        settings.profiles_changed.connect(self.marks.refresh)
        self.exchange.profiles_added.connect(settings.show_added)
        self.watch = WatchedFile(self._paths.profiles, window)
        self.watch.changed.connect(lambda: tasks.start("profiles-elsewhere", settle, self._take_over, settings))
        asking = QCoreApplication.translate("app", "The system asks for the password of your keyring.")
        self.book.on_asking = partial(window.banner.show_news, asking)

    def tell_through(self, controller: WindowController) -> None:
        self.exchange.file_saved.connect(controller.tell_saved)
        self.exchange.problem_raised.connect(controller.show_problem)
        self.book.on_problem = controller.show_problem

    async def _take_over(self, settings: SettingsController) -> None:
        """What the command line, or who edits the file, made of the profiles."""
        if changed := await self.book.take_over(self._stored.look):
            settings.take_over(changed)

    async def _read(self, path: Path) -> bytes:
        return await asyncio.wrap_future(self._files.call(read_profiles_file, path))

    async def _write(self, path: Path, content: bytes) -> None:
        await asyncio.wrap_future(self._files.call(save_bytes, path, content))
