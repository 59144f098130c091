"""What the quick switcher sets in motion: another chatbot or conversation, a command, the same question elsewhere.

The trap: a thousand chatbots and their words are made ready once and kept until the profiles change; at a key only
what is shown is made. Conversations are asked for behind the rows that are there at once, and the newest wish counts.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope
from desktop.chat.titles import Titles
from desktop.core.chatbot import Profile
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError
from desktop.ui.actions import COMMANDS, Command, native, words
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.switcher.palette import SwitcherPalette
from desktop.ui.switcher.rows import Entry, Key, Kind, Roster, Row, rows
from desktop.ui.widgets.form import filled
from desktop.ui.widgets.pictures import Pictures
from desktop.ui.window_controller import WindowController
from desktop.ui.words import age

_REMEMBERED: Final = 50
"""Chatbots and commands of which is known when they were used."""
_LATER: Final = 0.06
"""Seconds after a key until titles are looked for: looking takes time from showing what is there already."""
_OURS: Final = frozenset({"switch"})
"""A command that would open what is open."""


class SwitchController(QObject):
    def __init__(
        self,
        window: MainWindow,
        controller: WindowController,
        chat: ChatController,
        book: ProfileBook,
        titles: Titles,
        tasks: TaskScope,
        switch: ThemeSwitch,
        marks: ProfileMarks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._chat = chat
        self._book = book
        self._titles = titles
        self._tasks = tasks
        self._marks = marks
        self.pictures = Pictures(switch, self)
        self.palette = SwitcherPalette(switch, self.pictures, window)
        self._recent: list[Key] = []
        self._profiles: tuple[Profile, ...] = ()
        self._chatbots = Roster(Kind.CHATBOT, ())
        self._commands: Roster | None = None
        self._found: dict[str, Conversation] = {}
        self._listed: list[Entry] = []
        self._question: str | None = None
        window.actions_by_id["switch"].triggered.connect(self.open)
        window.actions_by_id["ask_elsewhere"].triggered.connect(self._ask_elsewhere)
        window.chat.transcript.elsewhere_requested.connect(self._ask_message_elsewhere)
        self.palette.text_changed.connect(self._on_text_changed)
        self.palette.chosen.connect(self._on_chosen)
        self.palette.closed.connect(self._on_closed)
        chat.conversation_shown.connect(self._on_conversation_shown)
        chat.conversation_removed.connect(self._on_conversation_removed)

    def look_back(self) -> None:
        """Make ready what there is, and learn from the history which chatbots were used last."""
        self._prepare()
        self._tasks.start("recent-chatbots", self._look_back)

    def open(self) -> None:
        """Everything there is to go to; what was used last comes first."""
        self._question = None
        hint = self.tr("%1 goes there · %2 on a chatbot takes the question along · %3 closes")
        keys = [native(key) for key in ("Return", "Ctrl+Return", "Esc")]
        self._prepare()
        prompt = self.tr("Go to a chatbot, a conversation or a command")
        self._chat.let_wait()
        self.palette.open_with(self._rows(""), prompt, filled(hint, *keys))
        self._look_for("")

    def open_to_ask(self, question: str) -> None:
        """The chatbots alone: the chosen one gets this question into the composer."""
        self._question = question
        self._prepare()
        self._listed = []
        hint = self.tr("The question is put into the composer and not sent yet.")
        self._chat.let_wait()
        self.palette.open_with(self._rows(""), self.tr("Ask this with another chatbot"), hint)

    # ── what is there to go to ────────────────────────────────────────────────────────────────────────────────────

    def _prepare(self) -> None:
        profiles = self._book.profiles
        if profiles != self._profiles:
            self._profiles = profiles
            self._chatbots = Roster(Kind.CHATBOT, _chatbot_entries(profiles))
        if self._commands is None:
            self._commands = Roster(Kind.COMMAND, _command_entries())

    def _rows(self, query: str) -> tuple[Row, ...]:
        recent = {key: place for place, key in enumerate(self._recent)}
        shown = self._chat.current
        if shown is not None:  # who is in view already is not whom somebody wants to go to
            recent[(shown.conversation.profile_id, shown.conversation.chatbot_id)] = -1
        if self._question is not None or self._commands is None:
            return rows(query, (self._chatbots,), recent)
        return rows(query, (self._chatbots, self._commands), recent, self._listed)

    def _on_text_changed(self, text: str) -> None:
        asks_disk = self._question is None
        self.palette.show_rows(self._rows(text), keep=False, waiting=asks_disk)
        if asks_disk:
            self._look_for(text)

    def _look_for(self, query: str) -> None:
        self._titles.stop()
        self._tasks.start("titles", self._find, query)

    async def _find(self, query: str) -> None:
        try:
            await asyncio.sleep(_LATER if query else 0)
            found = await self._titles.find(query)
        except AppError as error:
            self._controller.show_problem(error.problem)
            found = ()
        if found is None or self.palette.isHidden():
            return
        shown = self._chat.current.conversation.id if self._chat.current is not None else ""
        self._found = {one.id: one for one in found if one.id != shown}
        self._listed = [self._conversation_entry(one) for one in self._found.values()]
        self.palette.show_rows(self._rows(query), keep=True)

    def _conversation_entry(self, conversation: Conversation) -> Entry:
        title = conversation.title or self.tr("New conversation")
        hint = age(conversation.updated, time.time())
        mark = self._marks.of_conversation(conversation.profile_id)
        place = " · ".join(filter(None, (conversation.chatbot_name, mark.words if mark is not None else "")))
        return Entry(Kind.CONVERSATION, (conversation.id,), title, place, hint)

    # ── what was chosen ───────────────────────────────────────────────────────────────────────────────────────────

    def _on_chosen(self, entry: Entry, elsewhere: bool) -> None:
        match entry.kind:
            case Kind.CHATBOT:
                question = self._question
                if question is None and elsewhere:
                    question = self._question_at_hand()
                self._begin(entry.key, question or "")
            case Kind.CONVERSATION:
                self._open(entry.key[0])
            case Kind.COMMAND:
                self._note(entry.key)
                action = self._window.actions_by_id[entry.key[0]]
                if action.isEnabled():
                    action.trigger()

    def _begin(self, key: Key, question: str) -> None:
        if self._controller.begin_with(key[0], key[1]) and question:
            self._window.chat.composer.set_text(question)
            self._window.chat.focus_composer()

    def _open(self, conversation_id: str) -> None:
        conversation = self._found.get(conversation_id)
        if conversation is not None:
            self._window.sidebar.list.clearFocus()  # it comes a moment later, and the keyboard goes to it
            self._window.chat.focus_composer()
            self._chat.open(conversation)

    def _on_closed(self) -> None:
        self._titles.stop()
        self._tasks.cancel("titles")

    # ── the same question elsewhere ───────────────────────────────────────────────────────────────────────────────

    def _question_at_hand(self) -> str:
        """What stands in the composer, else the last question of the conversation in view."""
        typed, model = self._window.page.composer.text().strip(), self._in_view()
        if typed or model is None:
            return typed
        return next((one.text for one in reversed(model.messages()) if one.is_question), "")

    def _in_view(self) -> MessageModel | None:
        """One's own conversation, or a visitor's session in the inbox."""
        if self._window.page is not self._window.chat:
            return self._window.page.transcript.messages
        return self._chat.current.model if self._chat.current is not None else None

    def _ask_elsewhere(self) -> None:
        """From the transcript it is the question of the message at hand."""
        transcript, model = self._window.page.transcript, self._in_view()
        if model is not None and transcript.hasFocus() and model.rowCount():
            self._ask_message_elsewhere(transcript.hand.current())
        else:
            self.open_to_ask(self._question_at_hand())

    def _ask_message_elsewhere(self, message_id: str) -> None:
        model = self._in_view()
        asked = model.question_of(message_id) if model is not None else None
        if asked is not None:
            self.open_to_ask(asked.text)

    # ── what was used last ────────────────────────────────────────────────────────────────────────────────────────

    def _note(self, key: Key) -> None:
        self._recent = [key, *(other for other in self._recent if other != key)][:_REMEMBERED]

    async def _look_back(self) -> None:
        try:
            found = await self._titles.recent_chatbots()
        except AppError:
            return  # the window has said by now that the history does not open
        self._marks.note({profile_id for profile_id, _chatbot_id in found})
        self._recent = list(dict.fromkeys((*self._recent, *found)))[:_REMEMBERED]

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        self._note((shown.conversation.profile_id, shown.conversation.chatbot_id))

    def _on_conversation_removed(self, conversation_id: str) -> None:
        self._found.pop(conversation_id, None)
        self._listed = [entry for entry in self._listed if entry.key != (conversation_id,)]


def _chatbot_entries(profiles: tuple[Profile, ...]) -> list[Entry]:
    return [
        Entry(Kind.CHATBOT, (profile.id, chatbot.id), chatbot.name, _place(profile), avatar=chatbot.avatar)
        for profile in profiles
        for chatbot in profile.chatbots
    ]


def _place(profile: Profile) -> str:
    return " · ".join(filter(None, (profile.name, profile.label)))


def _command_entries() -> list[Entry]:
    return [
        Entry(Kind.COMMAND, (one.id,), _plain(one.text), _inside(one), native(one.keys) if one.keys else "")
        for one in COMMANDS
        if one.id not in _OURS
    ]


def _inside(command: Command) -> str:
    """Its menu; of the settings what is in them, which is what people look for."""
    if command.id != "settings":
        return _plain(command.menu)
    return QCoreApplication.translate("commands", "Chatbots, theme (light, dark), network, storage, updates")


def _plain(text: str) -> str:
    return words(text).replace("&", "")
