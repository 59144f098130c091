"""What the window's commands do: which conversation is shown, what a new one asks, and what a banner says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope
from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot
from desktop.core.conversation import Conversation
from desktop.core.errors import NEEDS_SECRET, NOT_REACHED, AppError, Problem
from desktop.core.message import Message, Role, Status
from desktop.core.recovery import RECOVERABLE
from desktop.ui.actions import COMMANDS, LIST_KEYS, MESSAGE_COMMANDS, TEXT_KEYS, native, words
from desktop.ui.chatbot_menu import add_chatbots
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.dialogs.message_details import MessageDetailsDialog
from desktop.ui.dialogs.shortcuts import ShortcutsDialog
from desktop.ui.dialogs.whole_text import WholeTextDialog
from desktop.ui.last_in_view import LastInView
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.sidebar.controller import SidebarController
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.sidebar import Connection
from desktop.ui.transcript.tools.tool_card import whole
from desktop.ui.trouble.crash_gate import CrashGate
from desktop.ui.trouble.history_gate import HistoryGate

log = logging.getLogger(__name__)
_SCHEMES: Final = ("http", "https", "mailto")
_UNREACHED: Final = NOT_REACHED | {"connection_lost", "first_byte_timeout", "silence_timeout", "cut_short"}
"""Codes that say something about the connection."""


class WindowController(QObject):
    """`settings_requested` names a profile whose page to open, `new` for an empty one, or nothing."""

    settings_requested = Signal(str)
    secret_requested = Signal(str, str)  # profile id, message id
    chatbot_chosen = Signal(str, str)  # profile id, chatbot id
    details_opened = Signal(object)  # MessageDetailsDialog
    history_refused = Signal(object)  # Problem
    history_missed = Signal()  # while it is refused

    def __init__(
        self,
        window: MainWindow,
        model: ConversationModel,
        chat: ChatController,
        book: ProfileBook,
        sidebar: SidebarController,
        tasks: TaskScope,
        switch: ThemeSwitch,
        last_chatbot: Callable[[], str],
        marks: ProfileMarks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._chat = chat
        self._book = book
        self._sidebar = sidebar
        self._tasks = tasks
        self._switch = switch
        self._last_chatbot = last_chatbot
        self._gate = HistoryGate(window)
        self.crash = CrashGate(window, switch)
        self._marks = marks
        self.last_in_view = LastInView(window.memory, chat, self)
        self._connect_commands()
        self._connect_chat()
        self._connect_widgets()

    def start_restoring(self) -> None:
        self._tasks.start("restore", self.restore)

    async def restore(self) -> None:
        """Show what was there when the program was left, the welcome page, or why the history does not open.

        After a crash only the list, until the user goes on; after another one the last conversation stays closed.
        """
        try:
            wanted = await self._sidebar.load(self.last_in_view.conversation_id)
        except AppError as error:
            self._refuse(error.problem)
            return
        was_refused = self.is_refused
        self._gate.open()
        if self.crash.is_closed:
            return
        if self._chat.current is not None:
            if was_refused:
                self._chat.open(self._chat.current.conversation)  # told to all: one may have been in the inbox
            return  # somebody was faster and began one
        if wanted is not None and not self.crash.begins_anew:
            self._chat.open(wanted)
        elif wanted is not None or self._book.connected:
            self.begin()
        else:
            self._window.show_welcome()

    @property
    def is_refused(self) -> bool:
        """The history does not open, and a page says why."""
        return self._gate.is_closed

    def _refuse(self, problem: Problem) -> None:
        self._gate.close()
        if self.crash.is_closed:
            self.crash.come_back()  # whoever goes on from there is told
        else:
            self.history_refused.emit(problem)

    def refresh(self) -> None:
        """The profiles changed: the names in view may have, too."""
        shown = self._chat.current
        if shown is not None:
            self._window.chat.show_chatbot(self._chatbot_of(shown.conversation))
            self._show_header(shown.conversation)

    def show_problem(self, problem: Problem) -> None:
        """In the banner; a history that can be restored has a page for it."""
        if problem.code not in RECOVERABLE:
            self._window.banner.show_problem(problem)
        elif self.is_refused:
            self.history_missed.emit()
        else:
            self._refuse(problem)

    def tell_saved(self, name: str) -> None:
        """Say that a file was written; who sees the dialog close needs no word."""
        self._window.chat.transcript.speech.say(self.tr("Saved as %1").replace("%1", name))

    def reload_list(self) -> None:
        """The list as the disk has it now, at the same place."""
        if not self.is_refused:
            self._sidebar.reader.reload()

    def begin(self) -> None:
        """A new conversation with the chatbot in use, else the last one, else the first there is."""
        if self.is_refused:
            self.history_missed.emit()
            return
        shown = self._chat.current
        wanted = f"{shown.conversation.profile_id}/{shown.conversation.chatbot_id}" if shown else self._last_chatbot()
        profile_id, _, chatbot_id = wanted.partition("/")
        if self.begin_with(profile_id, chatbot_id):
            return
        for profile in self._book.connected:
            if profile.chatbots:
                self.begin_with(profile.id, profile.chatbots[0].id)
                return
        self._window.show_welcome()

    def begin_in_sandbox(self) -> None:
        sandbox = self._book.find(SANDBOX_PROFILE)
        if sandbox is not None:
            self.begin_with(sandbox.id, sandbox.chatbots[0].id)

    def begin_with(self, profile_id: str, chatbot_id: str) -> bool:
        """A new conversation with this chatbot; False when it is not there any more, or the history is refused."""
        if self.is_refused:
            return False
        profile = self._book.find(profile_id)
        chatbot = profile.find_chatbot(chatbot_id) if profile else None
        if profile is None or chatbot is None:
            return False
        self._window.sidebar.list.clearFocus()  # whoever begins one is about to write
        self._chat.begin(profile.id, chatbot)
        self.chatbot_chosen.emit(profile.id, chatbot.id)
        return True

    def _choose(self) -> None:
        """Popped up, not run: the window goes on behind it."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_chatbots(menu, self._book.profiles, self._marks.chatbot_names(), self.begin_with)
        menu.addSeparator()
        connect = menu.addAction(self.tr("Connect another chatbot…"))
        connect.triggered.connect(partial(self.settings_requested.emit, "new"))
        button = self._window.sidebar.new_button
        at = button.mapToGlobal(QPoint(0, button.height())) if button.isVisible() else self._window.pos()
        menu.popup(at)
        menu.setActiveAction(
            next(action for action in menu.actions() if action.isEnabled() and not action.isSeparator())
        )

    def _connect_commands(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "new": self.begin,
            "choose": self._choose,
            "stop": self._stop,
            "retry": self._chat.retry_last,
            "copy_answer": self._copy_answer,
            "find": self._find,
            "find_next": partial(self._find_next, forward=True),
            "find_previous": partial(self._find_next, forward=False),
            "settings": partial(self.settings_requested.emit, ""),
            "composer": self._window.chat.focus_composer,
            "keys": self._show_shortcuts,
            "undo": self._undo_delete,
        }
        for command_id, slot in slots.items():
            self._window.actions_by_id[command_id].triggered.connect(lambda _checked=False, run=slot: run())

    def _connect_chat(self) -> None:
        self._chat.conversation_shown.connect(self._on_conversation_shown)
        self._chat.conversation_changed.connect(self._on_conversation_changed)
        self._sidebar.left_empty.connect(self._on_left_empty)
        self._chat.conversation_removed.connect(self._window.chat.forget)
        self._chat.streaming_changed.connect(self._on_streaming_changed)
        self._chat.reply_ended.connect(self._on_reply_ended)
        self._chat.problem_raised.connect(self.show_problem)
        self._chat.deletions.message_deleted.connect(self._on_message_deleted)

    def _connect_widgets(self) -> None:
        window, page = self._window, self._window.chat
        window.sidebar.new_requested.connect(self.begin)
        window.sidebar.chooser_requested.connect(self._choose)
        window.sidebar.settings_requested.connect(partial(self.settings_requested.emit, ""))
        for wish in (window.trouble.retry_requested, self.crash.passed):
            wish.connect(self.start_restoring)
        window.welcome.sandbox_requested.connect(self.begin_in_sandbox)
        window.welcome.connect_requested.connect(partial(self.settings_requested.emit, "new"))
        page.composer.message_submitted.connect(self._on_message_submitted)
        page.composer.stop_requested.connect(self._chat.stop)
        page.composer.text_changed.connect(self._chat.set_draft)
        page.starters.starter_chosen.connect(self._on_starter_chosen)
        page.transcript.retry_requested.connect(self._chat.retry)
        page.transcript.secret_requested.connect(self._on_secret_requested)
        page.transcript.details_requested.connect(self._show_details)
        page.transcript.whole_requested.connect(self._show_whole)
        page.transcript.delete_requested.connect(self._chat.delete_message)
        window.banner.action_requested.connect(self._undo_delete)
        page.transcript.link_activated.connect(self._open_link)

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        page, conversation = self._window.chat, shown.conversation
        self._window.show_chat(behind=self._chat.is_behind)
        page.show_model(shown.model, self._chatbot_of(conversation), conversation.id)
        page.composer.set_text(shown.draft)
        page.composer.set_streaming(shown.streaming)
        self._show_header(conversation)
        if not (self._window.sidebar.list.has_keyboard or self._chat.is_behind):
            self._window.put_overlay_away()
            page.focus_composer()

    def _on_left_empty(self) -> None:
        """Who clears up in the list goes on there."""
        listed = self._window.sidebar.list
        had_keyboard = listed.hasFocus()
        self.begin()
        if had_keyboard:
            listed.setFocus()

    def _on_conversation_changed(self, conversation: Conversation) -> None:
        shown = self._chat.current
        if shown is not None and shown.conversation.id == conversation.id:
            self._show_header(conversation)

    def _on_streaming_changed(self, conversation_id: str, streaming: bool) -> None:
        shown = self._chat.current
        if shown is not None and shown.conversation.id == conversation_id:
            self._window.chat.composer.set_streaming(streaming)

    def _on_reply_ended(self, conversation: Conversation, reply: Message) -> None:
        connection = _connection(reply)
        if connection is not None:
            self._window.sidebar.show_connection(connection)
        shown = self._chat.current
        in_view = shown is not None and shown.conversation.id == conversation.id
        if in_view and reply.problem is not None and reply.problem.code in NEEDS_SECRET:
            self.secret_requested.emit(conversation.profile_id, reply.id)

    def _on_message_submitted(self, text: str) -> None:
        if self._chat.submit(text):
            self._window.chat.composer.clear()

    def _on_secret_requested(self, message_id: str) -> None:
        if self._chat.current is not None:
            self.secret_requested.emit(self._chat.current.conversation.profile_id, message_id)

    def _on_starter_chosen(self, text: str) -> None:
        self._chat.submit(text)
        self._window.chat.focus_composer()

    def _stop(self) -> None:
        """Esc: the editing first, then the reply; with nothing to stop, what is selected, then the notice."""
        selecting = self._window.chat.transcript.hand.selecting
        if self._window.search.isVisible():
            self._window.search.close_requested.emit()
        elif self._window.chat.composer.is_editing:
            self._window.chat.composer.edit_cancelled.emit()
        elif self._chat.current is not None and self._chat.current.streaming:
            self._chat.stop()
        elif not selecting.selection.is_empty:
            selecting.clear()
        else:
            self._window.banner.hide()

    def _find(self) -> None:
        if self._window.pages.currentWidget() is self._window.page:
            self._window.page.open_find()

    def _find_next(self, *, forward: bool) -> None:
        if self._window.pages.currentWidget() is self._window.page:
            self._window.page.find_next(forward=forward)

    def _copy_answer(self) -> None:
        messages = self._chat.current.model.messages() if self._chat.current else ()
        answer = next((message for message in reversed(messages) if message.role is Role.CHATBOT), None)
        if answer is not None:
            self._window.chat.transcript.hand.copying.copy_message(answer, "rich")

    def _on_message_deleted(self) -> None:
        self._window.banner.show_text(self._deleted_words(), self.tr("Undo"))

    def _undo_delete(self) -> None:
        banner = self._window.banner
        if any(part.hasFocus() for part in banner.findChildren(QWidget)):
            self._window.chat.transcript.setFocus()
        if self._sidebar.undo():
            return
        banner.take_back(self._deleted_words())
        self._chat.deletions.undo()

    def _deleted_words(self) -> str:
        return self.tr("Message deleted. The chatbot may still remember it.")

    def _show_details(self, message_id: str) -> None:
        model = self._chat.current.model if self._chat.current else None
        message = model.find(message_id) if model else None
        if model is not None and message is not None:
            version = model.version_of(message_id)
            dialog = MessageDetailsDialog(message, self._switch.theme, self._window, version=version)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
            self.details_opened.emit(dialog)

    def _show_whole(self, message_id: str, key: str) -> None:
        message = self._chat.current.model.find(message_id) if self._chat.current else None
        title, text = whole(message, key) if message is not None else ("", "")
        if title:
            dialog = WholeTextDialog(title, text, self._switch.theme, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _show_shortcuts(self) -> None:
        rows = [
            (words(command.text).replace("&", ""), self._window.shortcut(command.id))
            for command in COMMANDS
            if command.keys
        ]
        message = self.tr("%1 (a message of the transcript)")
        rows += [(message.replace("%1", words(one.text)), native(one.keys)) for one in MESSAGE_COMMANDS]
        rows += [(words(text), ", ".join(map(native, keys))) for text, keys in LIST_KEYS + TEXT_KEYS]
        ShortcutsDialog(rows, self._switch.theme, self._window).open()

    def _open_link(self, target: str) -> None:
        url = QUrl(target)
        if url.scheme() in _SCHEMES:
            QDesktopServices.openUrl(url)

    def _show_header(self, conversation: Conversation) -> None:
        profile = self._book.find(conversation.profile_id)
        self._window.chat.header.show_conversation(
            self._model.title(conversation),
            self._chatbot_of(conversation).name,
            profile.name if profile else "",
            conversation.session_id,
        )

    def _chatbot_of(self, conversation: Conversation) -> Chatbot:
        profile = self._book.find(conversation.profile_id)
        known = profile.find_chatbot(conversation.chatbot_id) if profile else None
        return known or Chatbot(conversation.chatbot_id, conversation.chatbot_name)


def _connection(reply: Message) -> Connection | None:
    """What a reply tells about the connection; None when it tells nothing."""
    if reply.problem is not None and reply.problem.code in NEEDS_SECRET:
        return Connection.SIGN_IN
    if reply.problem is not None and reply.problem.code in _UNREACHED:
        return Connection.OFFLINE
    answered = reply.parts or reply.status is Status.COMPLETE or (reply.problem and reply.problem.status)
    return Connection.CONNECTED if answered else None
