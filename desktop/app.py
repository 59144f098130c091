"""The composition root: everything is put together here, started here, and ended here, in one order.

Nothing here waits for the disk, the keyring or the network: the window is built from values that cost nothing, and the
rest is fetched while the user is already looking at it. `start.py` shows the window before this module is imported.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, ParamSpec

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from desktop import __version__
from desktop.autostart import HIDDEN
from desktop.chat.limiter import Limiter
from desktop.chat.patient_archive import PatientArchive
from desktop.chat.recordings import RecordingArchive
from desktop.chat.rescue import Rescue, back_up_daily
from desktop.chat.search import Search, keep_searchable
from desktop.chat.sign_in import SignedRobofy, SignIns
from desktop.chat.tasks import TaskScope
from desktop.chat.turn import TurnRunner
from desktop.core.certificate import Certificate
from desktop.core.chatbot import SANDBOX_PROFILE
from desktop.core.errors import AppError, Problem
from desktop.core.running import LastRun
from desktop.core.settings import Settings
from desktop.history_keeper import HistoryKeeper
from desktop.hooks import install_hooks
from desktop.journal import Journal
from desktop.late_robofy import LateRobofy
from desktop.local_sandbox import LocalSandbox
from desktop.navigation import Navigation
from desktop.profile_parts import ProfileParts
from desktop.residence import Residence
from desktop.store.paths import Paths
from desktop.store.recorder import Recorder
from desktop.store.recovery import Recovery
from desktop.store.running_mark import RunningMark
from desktop.store.saved_text import save_bytes
from desktop.store.search import SearchFile
from desktop.store.secrets import keyring_thread
from desktop.store.settings import load_settings, save_settings
from desktop.store.thread import DaemonThread
from desktop.transfer_parts import TransferParts
from desktop.ui.conversation.branch_controller import BranchController
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.editing_controller import EditingController
from desktop.ui.conversation.queue_controller import QueueController
from desktop.ui.conversation.recording_controller import RecordingController
from desktop.ui.conversation.restart_controller import RestartController
from desktop.ui.conversation.sending import Sending
from desktop.ui.garbage import GarbageCollector, forget_sources
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.residence.single_instance import InstanceServer
from desktop.ui.search.controller import SearchController
from desktop.ui.settings.controller import SettingsController
from desktop.ui.settings.network_controller import NetworkController
from desktop.ui.sidebar.controller import SidebarController
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.transfer.import_controller import ImportController
from desktop.ui.trouble.recovery_controller import RecoveryController
from desktop.ui.window_controller import WindowController

log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_LAST_SAVES: Final = 5.0
"""Seconds that quitting waits for the disk, at most."""
_WARM: Final = (
    "desktop.api.robofy",
    "desktop.core.markup",
    "desktop.ui.settings.settings_dialog",
    "pygments.lexers",
    "pygments.lexers.python",
    *(("desktop.bus_notices",) if sys.platform == "linux" else ()),
)
"""Heavy imports, made after the first paint, away from the window's thread."""


class Desktop:
    """The running program. `start` after the window is shown, `aclose` exactly once."""

    def __init__(self, app: QApplication, paths: Paths, window: MainWindow, closing: asyncio.Event) -> None:
        forget_sources()
        self._problems: list[Problem] = []
        self.journal = Journal(paths.log)
        self.journal.open()
        self._collector = GarbageCollector()
        self._paths = paths
        names = ("disk", "search", "imports", "files", "safety")
        self.disk, self._searches, self._imports, self._files, self._safety = map(DaemonThread, names)
        self._keyring = keyring_thread()
        profiles = self._profiles = ProfileParts(paths, self.disk, self._keyring, self._files)
        settings, problem = load_settings(paths.settings, profiles.managed)
        self._problems.extend(profiles.problems)
        self._note(problem)
        self.closing = closing
        self.started = asyncio.Event()
        self.tasks = TaskScope("window", self._on_error)
        self.turns = TaskScope("turns", self._on_error)
        self.history = self._make_history()
        self._ending = threading.Event()
        self.switch = ThemeSwitch(app, settings.appearance.theme.value, zoom=settings.appearance.zoom)
        self.search = Search(self._searches, SearchFile(paths.history))
        self.archive = PatientArchive(self.disk, self.history.open, self.tasks, self._on_saved_late)
        self.book = profiles.book
        self._sandbox = LocalSandbox(self.book, self._imports, QCoreApplication.translate("app", "Sandbox"))
        self._recorder = Recorder(paths.recordings, lambda: self.settings.settings.recordings)
        recordings = RecordingArchive(self._recorder, self._recorder.files, self.archive)
        sign_ins = self._make_network(settings, profiles)
        signed = SignedRobofy(self._robofy, sign_ins)
        runner = TurnRunner(signed, self.archive, self.turns, self.limiter.admit)
        model = ConversationModel()
        model.show_marks(profiles.marks)
        self.window = window
        window.fill(model, self.switch)
        model.setParent(window)
        self.chat = ChatController(
            self.archive, runner, self.book, self.turns, self.prepare, lambda: self.settings.settings, self.window
        )
        self.settings = SettingsController(
            self.window, self.book, signed, self.tasks, self.switch, settings, self._save_settings, profiles.managed
        )
        profiles.show_in(window, self.chat, self.settings, self.tasks, self.switch)
        self.sending = Sending(window, self.chat, self.book, sign_ins, self.limiter, self.tasks)
        self.recording = RecordingController(self.window, recordings, self.tasks, self._save_bytes)
        self.controller = WindowController(
            self.window,
            model,
            self.chat,
            self.book,
            SidebarController(window, model, self.chat, self.archive, self.tasks, self.switch, profiles.marks),
            self.tasks,
            self.switch,
            lambda: self.settings.settings.last_chatbot,
            profiles.marks,
        )
        self._add_parts()
        self._connect()
        self.residence = Residence(self, self._files, recordings, self._save_bytes, self._robofy.client)
        self.residence.presence.quit_requested.connect(self.closing.set)

    def _make_history(self) -> HistoryKeeper:
        return HistoryKeeper(self._paths, lambda: self.recovery.reads_only, self._is_new_version, self._problems.append)

    def _make_network(self, settings: Settings, profiles: ProfileParts) -> SignIns:
        """Nothing is imported for it yet, and nothing asked."""
        observe = self._recorder.observe
        self._robofy = LateRobofy(settings, self._imports, self.journal, observe, profiles.proxy_keys)
        client = self._robofy.client
        self.navigation = Navigation(self._paths, self._searches, self._imports, self.book, self.tasks, client)
        self.limiter = Limiter(lambda: self.settings.settings.chat.fair_use)
        return SignIns(self._robofy, self.journal.register)

    def _add_parts(self) -> None:
        """What goes on top of the conversations, which are there."""
        marks = self._profiles.marks
        self.navigation.connect(self.window, self.controller, self.chat, self.settings, self.switch, marks)
        self.navigation.connect_network(self.settings, self.switch, self.journal)
        self._add_rescue()
        self._add_turns()
        parts = TransferParts(self, self._robofy, self._files, self._paths, marks)
        self.saver, self.exports, self.inbox = parts.saver, parts.exports, parts.inbox
        self.inbox.profile_shown.connect(self._profiles.look.show_inbox_of)
        self.imports: ImportController = parts.imports
        self.finder = SearchController(self.window, self.chat, self.archive, self.search, self.tasks, marks)
        self.network = NetworkController(
            self.window, self._robofy, self._profiles.proxy_keys, self._read_certificates, self.book, self.chat,
            self.settings, self.tasks, self.switch,
        )  # fmt: skip
        self.network.problem_raised.connect(self.controller.show_problem)
        self.inbox.profile_shown.connect(self.network.show_inbox_of)

    def _add_rescue(self) -> None:
        """What helps when the history cannot be read."""
        rescue = Rescue(self._safety, Recovery(self._paths.history, self._goes_on))
        self.recovery = RecoveryController(
            self.window, rescue, self.tasks, self.switch, self.controller.restore, str(self._paths.data)
        )

    def _add_turns(self) -> None:
        """What can be done with turns besides asking; after the window's controller, which fills in the drafts."""
        page, actions = self.window.chat, self.window.actions_by_id
        editing = EditingController(page.composer, self.chat, self.window)
        self.queue = QueueController(page, self.chat, self.archive, editing, self.turns, self.window)
        BranchController(page, self.chat, editing, actions["edit_last"], self.window)
        RestartController(page, self.chat, self.queue, actions["restart"], self.window)
        self.queue.problem_raised.connect(self.controller.show_problem)

    def _connect(self) -> None:
        self.controller.history_refused.connect(self.recovery.on_history_refused)
        self.controller.history_missed.connect(self.recovery.on_history_missed)
        self.controller.settings_requested.connect(self.settings.show)
        self.controller.secret_requested.connect(self.sending.sign_in.ask)
        self.controller.chatbot_chosen.connect(self.settings.remember_chatbot)
        self.settings.settings_changed.connect(self._on_settings_changed)
        self.settings.profiles_changed.connect(self.sending.sign_in.forget)  # before what was known is shown again
        self.settings.profiles_changed.connect(self._on_profiles_changed)
        self.settings.problem_raised.connect(self.controller.show_problem)
        self.window.zoom_requested.connect(self.settings.zoom)
        self.chat.conversation_removed.connect(self.recording.forget)
        self.controller.details_opened.connect(self.recording.show_in)
        self.settings.opened.connect(self.recording.show_usage)
        self.settings.recordings_deletion_requested.connect(self.recording.delete_all)
        self.recording.file_saved.connect(self.controller.tell_saved)
        self.recording.problem_raised.connect(self.controller.show_problem)
        self._profiles.tell_through(self.controller)
        self._on_settings_changed(self.settings.settings)

    def start(self, last: LastRun | None = None) -> None:
        """Fetch what the first paint did not wait for. `last` is a run that did not end in order."""
        self.tasks.start("start", self._start, last)

    async def _start(self, last: LastRun | None) -> None:
        self._note(await self._profiles.load())
        self._sandbox.announce()
        self.residence.look_back(last)
        await self.controller.restore()
        self.navigation.switcher.look_back()
        for problem in self._problems:
            self.controller.show_problem(problem)
        self._profiles.watch.begin()
        self.started.set()
        self.residence.begin()
        for module in _WARM:
            await asyncio.wrap_future(self._imports.call(importlib.import_module, module))
            forget_sources()
        self._collector.spare_what_is_there()
        self.recording.tidy_up()
        self.imports.tidy_up()
        self.tasks.start("sweep", self.book.sweep)
        self.tasks.start("index", keep_searchable, self.archive)
        back_up = partial(self.history.back_up, self._goes_on)
        self.tasks.start("backup", back_up_daily, self._safety, back_up, self.controller.show_problem)

    async def aclose(self) -> None:
        """Stop the turns and save what they had, then the tasks, then the threads, then the window.

        A disk that hangs is waited for, but not for ever.
        """
        self.window.hide()
        self.controller.last_in_view.save()
        self._profiles.watch.close()
        self.residence.close()
        self._ending.set()
        try:
            async with asyncio.timeout(_LAST_SAVES):
                await self._save_and_close()
        except TimeoutError:
            log.warning("the disk did not answer within %s seconds; the last changes may not be saved", _LAST_SAVES)
        except AppError as error:
            log.warning("the last changes could not be saved: %s", error.problem.code)
        finally:
            await self._robofy.aclose()
            self._sandbox.close()
            self._recorder.close(0)
            for thread in (self.disk, self._searches, self._imports, self._files, self._safety, self._keyring):
                thread.close(0)
            self.navigation.close()
            self._collector.close()
            self.journal.close()
            self.window.deleteLater()

    async def _save_and_close(self) -> None:
        await self.turns.aclose()
        await self._save_last_words()  # now, because a folder that hangs may take all the time there is
        await asyncio.wrap_future(self._recorder.call(int))  # what was recorded before that is on the disk then
        await self.tasks.aclose()
        await self._save_last_words()
        await self._close_history()

    async def _save_last_words(self) -> None:
        """What was typed last, and what was refused before; one that is refused now does not keep the others away."""
        for shown in self.chat.opened:
            if shown.stored and self.chat.find(shown.conversation.id) is shown:  # it may be deleted meanwhile
                await _try(self.archive.save_draft, shown.kept_draft)
        await _try(self.archive.save_refused)

    async def _close_history(self) -> None:
        """When nobody reads it any more."""
        await self.search.aclose()
        await self.navigation.aclose()
        await asyncio.wrap_future(self._safety.call(lambda: None))
        await asyncio.wrap_future(self.disk.call(self.history.close))

    async def prepare(self, profile_id: str) -> None:
        if profile_id == SANDBOX_PROFILE:
            await self._sandbox.start()

    def _is_new_version(self) -> bool:
        return self.settings.settings.updates.started != __version__

    def _goes_on(self) -> bool:
        return not self._ending.is_set()

    async def _save_settings(self, settings: Settings) -> None:
        managed = self._profiles.managed
        await asyncio.wrap_future(self.disk.call(save_settings, self._paths.settings, settings, managed))

    async def _save_bytes(self, path: Path, content: bytes) -> None:
        await asyncio.wrap_future(self._files.call(save_bytes, path, content))

    async def _read_certificates(self, path: str) -> tuple[Certificate, ...]:
        from desktop.api.trust import read_ca_file

        return await asyncio.wrap_future(self._files.call(read_ca_file, path))

    def _on_settings_changed(self, settings: Settings) -> None:
        self.recording.apply(settings)
        self.window.chat.composer.set_send_key(settings.chat.send_key)
        self._robofy.apply(settings.network)

    def _on_profiles_changed(self, profile_id: str) -> None:
        """A profile that was just set up is there to be used."""
        self.controller.refresh()
        profile = self.book.find(profile_id)
        if profile is not None and profile.chatbots and self.chat.current is None:
            self.controller.begin_with(profile.id, profile.chatbots[0].id)

    def _on_saved_late(self) -> None:
        text = QCoreApplication.translate("app", "Saving works again, and everything is saved now.")
        self.window.banner.show_text(text, tone="success")
        self.controller.reload_list()  # it has what was saved late

    def _on_error(self, name: str, error: Exception) -> None:
        """A task died: words for what was foreseen, a log entry for the rest. The program goes on."""
        if isinstance(error, AppError):
            log.warning("the task %s failed: %s", name, error.problem.code)
            self.controller.show_problem(error.problem)
            return
        log.error("the task %s failed", name, exc_info=error)
        self.controller.show_problem(Problem("unexpected"))

    def _note(self, problem: Problem | None) -> None:
        if problem is not None:
            self._problems.append(problem)


async def _try(save: Callable[_P, Awaitable[None]], *args: _P.args, **kwargs: _P.kwargs) -> None:
    try:
        await save(*args, **kwargs)
    except AppError as error:
        log.warning("the last changes could not be saved: %s", error.problem.code)


def build(
    app: QApplication,
    paths: Paths,
    window: MainWindow,
    closing: asyncio.Event,
    *,
    hidden: bool = False,
    last: LastRun | None = None,
) -> Desktop:
    """The program in this window, on a loop that runs already; `closing` is set when it shall end."""
    desktop = Desktop(app, paths, window, closing)
    if hidden:
        desktop.residence.presence.start_hidden()
    else:
        window.show()
    desktop.start(last)
    return desktop


async def live(app: QApplication, paths: Paths, window: MainWindow, arguments: Sequence[str]) -> int:
    """From here to the end of the program; the exit status."""
    running, closing = asyncio.get_running_loop(), asyncio.Event()
    install_hooks(running)
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform != "win32":
            running.add_signal_handler(number, closing.set)
    mark = RunningMark(paths.data, paths.log, __version__)
    instances = InstanceServer(paths.data)
    desktop = build(app, paths, window, closing, hidden=HIDDEN in arguments, last=mark.take())
    instances.started_again.connect(desktop.residence.on_started_again)
    desktop.residence.links.follow(arguments)
    await closing.wait()
    instances.close()
    await desktop.aclose()
    mark.release()
    return 0
