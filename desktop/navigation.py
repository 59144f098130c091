"""The parts with which chatbots are found and gone to, put together: quick switcher, pictures, the server's list.

A piece of the composition root of its own, so that `app.py` need not know how they hang together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from desktop.avatar_source import AvatarSource
from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope
from desktop.chat.titles import Titles
from desktop.chatbot_source import ChatbotSource
from desktop.journal import Journal
from desktop.store.paths import Paths
from desktop.store.thread import DaemonThread
from desktop.store.titles import TitleFile
from desktop.ui.avatar_controller import AvatarController
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.settings.controller import SettingsController
from desktop.ui.settings.discovery_controller import DiscoveryController
from desktop.ui.switcher.controller import SwitchController

if TYPE_CHECKING:
    from desktop.api.robofy import Robofy
    from desktop.ui.conversation.controller import ChatController
    from desktop.ui.main_window import MainWindow
    from desktop.ui.window_controller import WindowController


class Navigation:
    """`searches` is the thread that reads the history, `imports` the one for heavy modules.

    `robofy` gives the client that the ways to the servers belong to.
    """

    def __init__(
        self,
        paths: Paths,
        searches: DaemonThread,
        imports: DaemonThread,
        book: ProfileBook,
        tasks: TaskScope,
        robofy: Callable[[], Awaitable[Robofy]],
    ) -> None:
        self._robofy = robofy
        self._imports = imports
        self._book = book
        self._tasks = tasks
        self._pictures = AvatarSource(paths.avatars, robofy)
        self.titles = Titles(searches, TitleFile(paths.history))

    def connect(
        self,
        window: MainWindow,
        controller: WindowController,
        chat: ChatController,
        settings: SettingsController,
        switch: ThemeSwitch,
        marks: ProfileMarks,
    ) -> None:
        """Make what the window shows of it; once."""
        self.switcher = SwitchController(window, controller, chat, self._book, self.titles, self._tasks, switch, marks)
        self.avatars = AvatarController(window, self.switcher.pictures, self._book, self._tasks, self._pictures.load)
        chat.conversation_shown.connect(self.avatars.show)
        settings.settings_changed.connect(self.avatars.apply)
        settings.profiles_changed.connect(lambda _profile_id: self.avatars.refresh())
        self.avatars.apply(settings.settings)

    def connect_network(self, settings: SettingsController, switch: ThemeSwitch, journal: Journal) -> None:
        source = ChatbotSource(self._imports, journal, self._robofy)
        self.discovery = DiscoveryController(self._book, self._tasks, switch, source.find, settings)
        settings.opened.connect(self.discovery.attach)

    async def aclose(self) -> None:
        await self.titles.aclose()

    def close(self) -> None:
        """Let go of the thread, whatever it is doing."""
        self._pictures.close()
