"""*Find chatbots* in the form of a profile: asks the server that stands in the form, and adds what is ticked.

The trap: the form may show another profile, or be closed, by the time the answer comes; so the answer belongs to the
dialog that asked, and nothing is added but by it, and to the profile that it asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QObject

from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope
from desktop.core.chatbot import Chatbot, Credential, Profile, Secret
from desktop.core.errors import AppError, Problem, ProfileError
from desktop.core.found import FoundChatbot, FoundChatbots
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.settings.discovery_dialog import DiscoveryDialog
from desktop.ui.settings.profile_form import ProfileForm
from desktop.ui.settings.settings_dialog import SettingsDialog

FindChatbots = Callable[[Profile, Secret], Awaitable[FoundChatbots]]


class DiscoveryController(QObject):
    def __init__(
        self, book: ProfileBook, tasks: TaskScope, switch: ThemeSwitch, find: FindChatbots, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._tasks = tasks
        self._switch = switch
        self._find = find
        self._attached: ProfileForm | None = None

    def attach(self, dialog: SettingsDialog) -> None:
        """Hear the button of this dialog's form; as often as it is opened."""
        form = dialog.chatbots.form
        if form is not self._attached:
            self._attached = form
            form.chatbots.find_button.clicked.connect(lambda: self._ask(form))

    def _ask(self, form: ProfileForm) -> None:
        reachable = form.reachable()
        if reachable is None:
            return
        profile, secret = reachable
        known = [chatbot.id.strip() for chatbot in form.chatbots.typed()]
        dialog = DiscoveryDialog(profile.address, known, self._switch.theme, form.window())
        dialog.chosen.connect(partial(_add, form, profile.id))
        dialog.by_hand.connect(partial(_begin_by_hand, form, profile.id))
        dialog.retry_requested.connect(partial(self._start, dialog, profile, secret))
        dialog.finished.connect(lambda _result: self._tasks.cancel("find-chatbots"))
        dialog.open()
        self._start(dialog, profile, secret)

    def _start(self, dialog: DiscoveryDialog, profile: Profile, secret: Secret | None) -> None:
        self._tasks.start("find-chatbots", self._run, dialog, profile, secret)

    async def _run(self, dialog: DiscoveryDialog, profile: Profile, typed: Secret | None) -> None:
        try:
            if profile.credential is Credential.CLIENT_TOKEN:  # documented for chats alone, so nobody is asked
                raise ProfileError(Problem("chatbots_client_token"), "credential")
            secret = typed or await self._book.secret(profile)
            if secret is None:
                raise ProfileError(Problem("chatbots_key_missing"), "secret")
            found = await self._find(profile, secret)
        except AppError as error:
            if shiboken6.isValid(dialog):
                dialog.show_problem(error.problem)
            return
        if shiboken6.isValid(dialog):
            dialog.show_found(found)


def _add(form: ProfileForm, profile_id: str, found: Sequence[FoundChatbot]) -> None:
    if form.profile_id == profile_id:
        form.chatbots.add_found(tuple(map(_chatbot, found)))


def _begin_by_hand(form: ProfileForm, profile_id: str) -> None:
    if form.profile_id == profile_id:
        form.chatbots.focus_last()


def _chatbot(found: FoundChatbot) -> Chatbot:
    return Chatbot(found.id, found.name or found.id, found.description, avatar=found.avatar)
