"""What concerns the way to the servers: a look at it, the passwords of proxies, files of certificates, the warning.

The trap: a proxy may ask in the middle of a conversation, and for each of several messages. It is answered once, and
the message that asked is sent again because its sender says so.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, Protocol

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.chat.ports import Diagnostics
from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope, settle
from desktop.core.certificate import Certificate
from desktop.core.chatbot import Profile, Secret
from desktop.core.conversation import Conversation
from desktop.core.diagnosis import report, shown_place
from desktop.core.errors import AppError, Problem
from desktop.core.handshake import shakes_hands
from desktop.core.message import Message
from desktop.core.proxy import ProxyChoice
from desktop.core.settings import NetworkSettings
from desktop.ui.conversation.controller import ChatController
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.ca_file_box import CaFileBox
from desktop.ui.settings.controller import SettingsController
from desktop.ui.settings.diagnosis_dialog import DiagnosisDialog
from desktop.ui.settings.proxy_box import ProxyBox
from desktop.ui.settings.settings_dialog import SettingsDialog

_ASKS: Final = "proxy_sign_in"
ReadCertificates = Callable[[str], Awaitable[tuple[Certificate, ...]]]


class Keys(Protocol):
    """The passwords of proxies, by the origin of the proxy."""

    def tell_asking(self, on_asking: Callable[[], None]) -> None: ...
    async def keep(self, place: str, password: Secret) -> Problem | None: ...
    async def forget(self, place: str) -> Problem | None: ...


class Network(Diagnostics, Protocol):
    def apply(self, network: NetworkSettings) -> None:
        """From the next request on."""
        ...


class NetworkController(QObject):
    """`read_certificates` reads a file of them, and raises NetworkError when there are none."""

    problem_raised = Signal(object)  # Problem

    def __init__(
        self,
        window: MainWindow,
        network: Network,
        keys: Keys,
        read_certificates: ReadCertificates,
        book: ProfileBook,
        chat: ChatController,
        settings: SettingsController,
        tasks: TaskScope,
        switch: ThemeSwitch,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._network = network
        self._keys = keys
        self._read = read_certificates
        self._book = book
        self._chat = chat
        self._settings = settings
        self._tasks = tasks
        self._switch = switch
        self._asking: ProxyDialog | None = None
        self._prepared: SettingsDialog | None = None
        self._inbox_of = ""
        asking = QCoreApplication.translate("app", "The system asks for the password of your keyring.")
        keys.tell_asking(partial(window.banner.show_news, asking))
        window.actions_by_id["diagnose"].triggered.connect(self._on_diagnose)
        window.warning.settings_requested.connect(self._show_profile)
        settings.opened.connect(self._on_settings_opened)
        settings.settings_changed.connect(self._find_system_proxy)
        settings.profiles_changed.connect(self._warn)
        chat.conversation_shown.connect(self._warn)
        chat.reply_ended.connect(self._on_reply_ended)

    @property
    def is_looking(self) -> bool:
        return self._tasks.is_running("diagnose")

    @property
    def is_keeping(self) -> bool:
        """Whether a password is on its way to the keyring, or out of it."""
        return self._tasks.is_running("proxy-password")

    def show_inbox_of(self, profile_id: str) -> None:
        """The inbox of one of its chatbots is looked at; empty when it was left."""
        self._inbox_of = profile_id
        self._warn()

    def diagnose(self, profile: Profile | None = None, secret: Secret | None = None) -> None:
        """The profile in view, unless another one is named; `secret` is one that was just typed."""
        looked_at = profile or self._book.find(self._in_view())
        looked_at = looked_at or next(iter(self._book.profiles), None)
        if looked_at is None:
            return
        parent = self._window if profile is None else (self._prepared or self._window)
        dialog = DiagnosisDialog(looked_at.name, self._switch.theme, parent)

        def start() -> None:
            self._tasks.start("diagnose", self._diagnose, dialog, looked_at, secret)

        dialog.again_requested.connect(start)
        dialog.finished.connect(lambda: self._tasks.cancel("diagnose"))
        dialog.open()
        start()

    def _on_diagnose(self) -> None:
        self.diagnose()

    async def _diagnose(self, dialog: DiagnosisDialog, profile: Profile, typed: Secret | None) -> None:
        dialog.begin()
        steps = await self._network.diagnose(profile, typed or await self._secret(profile), dialog.add_step)
        proxy = await self._network.proxy_of(profile)
        version = QCoreApplication.applicationVersion()
        text = report(steps, shown_place(profile), proxy, version, time.time())
        dialog.finish(text, ok=steps[-1].ok)

    async def _secret(self, profile: Profile) -> Secret | Problem:
        """The one that a question would use, or why there is none: the way can be looked at without."""
        try:
            secret = await self._book.secret(profile)
        except AppError as error:
            return error.problem
        if secret is None and shakes_hands(profile):
            return Secret("")
        return secret or Problem("secret_missing")

    def _on_settings_opened(self, dialog: SettingsDialog) -> None:
        is_new, self._prepared = dialog is not self._prepared, dialog
        self._find_system_proxy()
        if not is_new:
            return
        dialog.network.proxy.password_submitted.connect(self._on_password_submitted)
        dialog.chatbots.form.connection.diagnosis_requested.connect(self._on_diagnosis_requested)
        for box in dialog.findChildren(CaFileBox):
            box.choice_requested.connect(partial(self._choose_file, box))
        box = dialog.network.ca_file
        if box.path:
            self._tasks.start("ca-file", self._look_into, box, box.path, chosen=False)

    def _find_system_proxy(self) -> None:
        """As a task: by then what was just changed is in force."""
        if self._prepared is not None and self._prepared.isVisible():
            self._tasks.start("system-proxy", self._show_system_proxy, self._prepared.network.proxy)

    async def _show_system_proxy(self, box: ProxyBox) -> None:
        if self._settings.settings.network.proxy.choice is ProxyChoice.SYSTEM:
            box.show_system_proxy(await self._system_proxy())

    async def _system_proxy(self) -> str:
        """On the way to the profile in view, else to another one, else to where a new one would go; empty for none."""
        first = self._book.find(self._in_view())
        for profile in (*((first,) if first else ()), *self._book.connected, Profile("", "")):
            if proxy := await self._network.proxy_of(profile):
                return proxy
        return ""

    def _on_diagnosis_requested(self) -> None:
        checked = self._prepared.chatbots.form.checked() if self._prepared else None
        if checked is not None:
            self.diagnose(*checked)

    def _choose_file(self, box: CaFileBox) -> None:
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = QFileDialog(box, self.tr("Choose a file of certificates"), home)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")])
        owner = box.owner
        dialog.fileSelected.connect(lambda path: self._tasks.start("ca-file", self._look_into, box, path, owner))
        dialog.open()

    async def _look_into(self, box: CaFileBox, path: str, owner: str = "", *, chosen: bool = True) -> None:
        """The disk may be slow, and the form show another profile than the owner by then."""
        try:
            certificates = await self._read(path)
        except AppError as error:
            if box.owner == owner:
                box.show_problem(error.problem)
            return
        if box.owner != owner and self._prepared is not None:
            self._prepared.chatbots.take_ca_file(owner, path)
        elif chosen:
            box.take(path, certificates)
        else:
            box.show_certificates(certificates)

    def _on_password_submitted(self, place: str, password: Secret | None) -> None:
        self._tasks.start("proxy-password", settle, self._keep, place, password)

    async def _keep(self, place: str, password: Secret | None) -> None:
        if password is not None:
            problem = await self._keys.keep(place, password)
            if self._prepared is not None:
                self._prepared.network.proxy.show_password_kept(problem)
                if problem is not None and not self._prepared.isVisible():
                    self.problem_raised.emit(problem)
        elif (problem := await self._keys.forget(place)) is not None:
            self.problem_raised.emit(problem)
        self._network.apply(self._settings.settings.network)

    def _on_reply_ended(self, conversation: Conversation, reply: Message) -> None:
        shown = self._chat.current
        in_view = shown is not None and shown.conversation.id == conversation.id
        problem = reply.problem
        if not in_view or problem is None or problem.code != _ASKS or self._asking is not None:
            return
        network = self._settings.settings.network
        dialog = ProxyDialog(problem.params["origin"], network.proxy.user, self._switch.theme, self._window)
        self._asking = dialog

        send_again = partial(self._chat.retry, reply.id, conversation.id)

        def submitted(user: str, password: Secret) -> None:
            place = problem.params["origin"]
            self._tasks.start("proxy-password", settle, self._sign_in, place, user, password, send_again)

        def finished() -> None:
            self._asking = None

        dialog.submitted.connect(submitted)
        dialog.finished.connect(finished)
        dialog.open()

    async def _sign_in(self, place: str, user: str, password: Secret, send_again: Callable[[], None]) -> None:
        problem = await self._keys.keep(place, password)
        if problem is not None:
            self.problem_raised.emit(problem)
        network = self._settings.settings.network
        self._settings.change_network(replace(network, proxy=replace(network.proxy, user=user)))
        self._network.apply(self._settings.settings.network)
        send_again()

    def _in_view(self) -> str:
        """The id of the profile whose inbox or conversation is looked at; empty for none."""
        shown = self._chat.current
        return self._inbox_of or (shown.conversation.profile_id if shown else "")

    def _warn(self) -> None:
        profile = self._book.find(self._in_view())
        is_risky = profile is not None and not profile.verify and not profile.managed
        self._window.warning.show_profile(profile.name if profile is not None and is_risky else "")

    def _show_profile(self) -> None:
        if in_view := self._in_view():
            self._settings.show(in_view)
