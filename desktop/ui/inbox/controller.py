"""The inbox as it is used: which chatbot's, which session is read, and what becomes of it.

What visitors wrote is somebody's own: it stays in memory, is fetched when it is asked for and never by itself, and is
written to the disk only by *Save*, *Continue in a copy* and *Export*. The trap: behind the inbox one's own conversation
is still open, so the commands that are about that one rest while the inbox is in view.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from desktop.chat.archive import Archive
from desktop.chat.inbox import Inbox
from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope, settle
from desktop.chat.transfer import Transfer
from desktop.core.chatbot import Chatbot
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError, Problem
from desktop.core.inbox import InboxSession, SessionPage, Transcript
from desktop.ui.chatbot_menu import add_chatbots
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.dialogs.message_details import MessageDetailsDialog
from desktop.ui.dialogs.whole_text import WholeTextDialog
from desktop.ui.inbox.copies import InboxCopies, Viewed, session_details, session_notes
from desktop.ui.inbox.key import InboxKey
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.notice import FOR_KEY
from desktop.ui.inbox.owner import InboxOwner
from desktop.ui.inbox.page import InboxPage
from desktop.ui.inbox.panel import InboxPanel
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.profile_marks import ProfileMarks

_RESTING: Final = (
    "stop", "retry", "copy_answer", "rename", "pin", "archive", "tags", "unread", "trash", "restore", "composer",
    "previous", "next", "restart", "edit_last",
)  # fmt: skip
"""Commands about the conversation behind the inbox."""
_LIST_TASK: Final = "inbox-list"
_SESSION_TASK: Final = "inbox-session"


class InboxController(QObject):
    """`left_empty` when the inbox is left and there is no conversation to go back to.

    `profile_shown` names the profile whose inbox is in view; it is empty when the inbox is left.
    """

    profile_shown = Signal(str)
    settings_requested = Signal(str)  # profile id
    left_empty = Signal()

    def __init__(
        self,
        window: MainWindow,
        inbox: Inbox,
        archive: Archive,
        book: ProfileBook,
        chat: ChatController,
        transfer: Transfer,
        tasks: TaskScope,
        switch: ThemeSwitch,
        marks: ProfileMarks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._inbox = inbox
        self._copies = InboxCopies(archive, self)
        self._book = book
        self._chat = chat
        self._transfer = transfer
        self._tasks = tasks
        self._switch = switch
        self._marks = marks
        self._model = InboxModel(self)
        self._messages = MessageModel(self)
        self._owner = InboxOwner(book, marks, self._model, self._messages, self)
        self._panel: InboxPanel | None = None
        self._page: InboxPage | None = None
        self._key = InboxKey(book, tasks, self)
        self._is_open = False
        self._chatbot = ("", "")
        self._more = ""
        self._unusable = 0
        self._session: InboxSession | None = None
        self._transcript: Transcript | None = None
        self._connect()

    def _connect(self) -> None:
        actions = self._window.actions_by_id
        actions["inbox"].triggered.connect(lambda _checked=False: self.toggle())
        actions["refresh"].triggered.connect(lambda _checked=False: self.refresh())
        self._window.sidebar.filter.inbox_requested.connect(self.open)
        self._window.sidebar.inbox_button.clicked.connect(self.toggle)
        self._window.sidebar.filter.listing_chosen.connect(lambda _listing: self.leave())
        self._chat.conversation_shown.connect(lambda _shown: self._put_away())
        self._owner.renamed.connect(self._sign_anew)
        self._key.kept.connect(self._on_key_kept)
        self._key.problem_raised.connect(self._window.banner.show_problem)
        self._copies.added.connect(self._chat.conversation_changed)
        self._copies.opened.connect(self._chat.open)
        self._copies.told.connect(partial(self._window.banner.show_text, tone="success"))
        self._rest(is_open=False)

    # ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def is_open(self) -> bool:
        """Also while something else, as the search, stands in its place."""
        return self._is_open

    @property
    def _is_in_view(self) -> bool:
        return self._is_open and self._window.pages.currentWidget() is self._page

    def toggle(self) -> None:
        if self._is_in_view:
            self.leave()
        else:
            self.open()

    def open(self) -> None:
        """Show the inbox of the chatbot in use, or as it is; nothing happens when there is no chatbot at all."""
        wanted, was_open = self._wanted(), self._is_open
        if not (was_open or wanted[1]):
            return
        panel, page = self._made()
        self._is_open = True
        self._rest(is_open=True)
        self._window.sidebar.show_place(panel, panel.list)
        self._window.show_chat(page)
        if not was_open:
            self._choose(*wanted)
        panel.list.setFocus()

    def leave(self) -> None:
        """Back to one's own conversations."""
        if not self._is_open:
            return
        self._put_away()
        if self._chat.current is None:
            self.left_empty.emit()
        else:
            self._window.show_chat()
            self._window.chat.focus_composer()

    def exported(self, stored: Conversation | None) -> Conversation | None:
        """What an export is about: the session in view; without the inbox the conversation that is stored."""
        if not self._is_open:
            return stored
        return self._viewed().conversation if self._transcript is not None and self._transcript.messages else None

    def _put_away(self) -> None:
        if self._is_open:
            self._is_open = False
            self._rest(is_open=False)
            self.profile_shown.emit("")
            self._window.sidebar.show_place(None)
            self._tasks.cancel(_LIST_TASK)
            self._tasks.cancel(_SESSION_TASK)
            self._forget()

    def _rest(self, *, is_open: bool) -> None:
        for command_id in _RESTING:
            self._window.actions_by_id[command_id].setEnabled(not is_open)
        self._window.actions_by_id["refresh"].setEnabled(is_open)

    def _forget(self) -> None:
        """Nothing of what visitors wrote outlives the look at it."""
        self._model.show(())
        self._more = ""
        self._key.forget()
        self._show_session(None)

    def _made(self) -> tuple[InboxPanel, InboxPage]:
        """The widgets, when somebody wants to see them."""
        if self._panel is None or self._page is None:
            self._panel, self._page = InboxPanel(self._model, self._switch, self._window), InboxPage(self._switch)
            self._owner.attach(self._panel, self._page)
            self._key.attach(self._page.secret_request)
            self._key.dismissed.connect(self._panel.list.setFocus)
            self._page.show_model(self._messages, Chatbot("", ""), "")
            self._connect_panel(self._panel)
            self._connect_page(self._page)
        return self._panel, self._page

    def _connect_panel(self, panel: InboxPanel) -> None:
        panel.back_requested.connect(self.leave)
        panel.refresh_requested.connect(self._load)
        panel.chooser_requested.connect(self._open_chooser)
        panel.more_requested.connect(self._load_more)
        panel.list.session_chosen.connect(self._on_session_chosen)
        panel.list.opened.connect(self._on_opened)
        panel.notice.retry_requested.connect(self._load)
        panel.notice.settings_requested.connect(self._ask_for_settings)
        panel.notice.key_requested.connect(lambda: self._ask_for_key(_LIST_TASK))

    def _connect_page(self, page: InboxPage) -> None:
        bar, own = page.bar, self._window.chat.transcript
        bar.continue_requested.connect(lambda: self._keep(go_on=True))
        bar.save_requested.connect(lambda: self._keep(go_on=False))
        bar.export_requested.connect(self._window.actions_by_id["export"].trigger)
        bar.details_requested.connect(self._show_details)
        bar.refresh_requested.connect(self._load_session)
        page.notice.retry_requested.connect(self._load_session)
        page.notice.settings_requested.connect(self._ask_for_settings)
        page.notice.key_requested.connect(lambda: self._ask_for_key(_SESSION_TASK))
        page.transcript.details_requested.connect(self._show_message)
        page.transcript.link_activated.connect(own.link_activated)
        page.transcript.save_requested.connect(own.save_requested)

    # ── whose inbox ───────────────────────────────────────────────────────────────────────────────────────────────

    def _wanted(self) -> tuple[str, str]:
        """The chatbot in use, else the one looked at last, else the first there is."""
        shown = self._chat.current
        in_use = (shown.conversation.profile_id, shown.conversation.chatbot_id) if shown else ("", "")
        every = [(profile.id, bot.id) for profile in self._book.profiles for bot in profile.chatbots]
        wanted = (in_use, self._chatbot)
        return next((one for one in wanted if one in every), every[0] if every else ("", ""))

    def _open_chooser(self, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        add_chatbots(menu, self._book.profiles, self._marks.chatbot_names(), self._choose, self._chatbot)
        menu.popup(at)

    def _choose(self, profile_id: str, chatbot_id: str) -> None:
        self._chatbot = (profile_id, chatbot_id)
        self._owner.choose(self._chatbot)
        self._forget()
        self.profile_shown.emit(profile_id)
        self._load()

    def _ask_for_settings(self) -> None:
        self.settings_requested.emit(self._chatbot[0])

    # ── the key ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask_for_key(self, waiting: str) -> None:
        profile = self._book.find(self._chatbot[0])
        if profile is not None:
            self._window.put_overlay_away()
            self._key.ask(profile, waiting)

    def _on_key_kept(self, profile_id: str) -> None:
        if self._chatbot[0] == profile_id:
            self.refresh()

    def _show_refusal(self, where: InboxPanel | InboxPage, problem: Problem, waiting: str) -> None:
        where.show_problem(problem)
        if problem.code in FOR_KEY:
            self._ask_for_key(waiting)

    # ── the sessions ──────────────────────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """What is in view anew, the session that is read too."""
        if self._is_open:
            self._load()
            self._load_session()

    def _load(self) -> None:
        self._tasks.start(_LIST_TASK, self._read_sessions, "")

    def _load_more(self) -> None:
        self._tasks.start(_LIST_TASK, self._read_sessions, self._more)

    async def _read_sessions(self, more: str) -> None:
        panel, _page = self._made()
        panel.show_loading()
        try:
            found = await self._inbox.sessions(*self._chatbot, more)
        except AppError as error:
            self._show_refusal(panel, error.problem, _LIST_TASK)
            return
        self._key.found(_LIST_TASK)
        self._show_sessions(panel, found, is_more=bool(more))

    def _show_sessions(self, panel: InboxPanel, found: SessionPage, *, is_more: bool) -> None:
        """The first page takes the place of all that was here; the session that is read stays marked."""
        before = self._model.sessions if is_more else ()
        self._more = "" if is_more and found.more == self._more else found.more
        self._unusable = found.unusable + (self._unusable if is_more else 0)
        self._model.show((*before, *found.sessions))
        panel.list.select(self._session.id if self._session else "")
        panel.show_loaded(more=bool(self._more), unusable=self._unusable)

    def _on_session_chosen(self, session_id: str) -> None:
        session = self._model.find(session_id)
        if session is not None and session != self._session:
            self._show_session(session)
            self._load_session()
        self._window.put_overlay_away()

    def _on_opened(self) -> None:
        self._window.put_overlay_away()
        if self._page is not None:
            self._page.transcript.setFocus()

    # ── one session ───────────────────────────────────────────────────────────────────────────────────────────────

    def _show_session(self, session: InboxSession | None) -> None:
        """Empty, until its messages are here."""
        self._tasks.cancel(_SESSION_TASK)
        self._session, self._transcript = session, None
        self._transfer.take_back()
        _panel, page = self._made()
        self._messages.reset(())
        self._owner.show_session(session)
        page.header.session_button.setVisible(session is not None)
        page.bar.show_notes(())
        page.bar.show_use(is_there=False)
        page.bar.refresh_button.setEnabled(session is not None)
        page.show_words(
            self.tr("Choose a session to read what was said. Nothing of it is stored on this computer.")
            if session is None
            else self.tr("Asking for the messages…")
        )

    def _load_session(self) -> None:
        if self._session is not None:
            self._tasks.start(_SESSION_TASK, self._read_session, self._session)

    async def _read_session(self, session: InboxSession) -> None:
        _panel, page = self._made()
        page.bar.refresh_button.setEnabled(False)
        try:
            found = await self._inbox.transcript(*self._chatbot, session.id)
        except AppError as error:
            page.bar.refresh_button.setEnabled(True)
            self._messages.reset(())
            self._transcript = None
            page.bar.show_use(is_there=False)
            self._show_refusal(page, error.problem, _SESSION_TASK)
            return
        self._key.found(_SESSION_TASK)
        await self._show_transcript(page, session, found)

    async def _show_transcript(self, page: InboxPage, session: InboxSession, found: Transcript) -> None:
        """The messages; those that are in view already stay where they are."""
        self._transcript = found
        messages = self._owner.signed(found, session)
        if self._messages.messages() != messages:
            self._messages.reset(messages)
            page.bar.show_use(is_there=bool(messages))
        page.show_words(self.tr("There are no messages in this session."))
        page.bar.show_notes(session_notes(found))
        page.bar.refresh_button.setEnabled(True)
        viewed = self._viewed()
        self._transfer.lend(*viewed)
        page.bar.show_use(is_there=bool(messages), is_saved=await self._copies.is_kept(viewed))

    def _sign_anew(self) -> None:
        """Where a time has no zone the name of the chatbot stands in the message itself."""
        if self._transcript is not None and self._session is not None:
            for message in self._owner.signed(self._transcript, self._session):
                self._messages.put(message)

    def _viewed(self) -> Viewed:
        name, session_id = (self._model.name(self._session), self._session.id) if self._session else ("", "")
        said = self._copies.with_leads(self._transcript, self._messages.messages())
        return self._copies.viewed(self._chatbot, self._owner.name, name, session_id, said)

    def _keep(self, *, go_on: bool) -> None:
        viewed = self._viewed()
        name = f"inbox-copy:{viewed.conversation.id}" if go_on else "inbox-keep"
        if self._page is not None and viewed.messages and not (go_on and self._tasks.is_running(name)):
            self._tasks.start(name, settle, self._copy, self._page, viewed, self._session, go_on=go_on)

    async def _copy(self, page: InboxPage, viewed: Viewed, session: InboxSession | None, *, go_on: bool) -> None:
        """Raises StoreError; then nothing is said to be saved."""
        await self._copies.keep(viewed, go_on=go_on)
        if self._session is session and not go_on:
            page.bar.show_use(is_there=True, is_saved=True)

    def _show_message(self, message_id: str) -> None:
        message = self._messages.find(message_id)
        if message is not None:
            MessageDetailsDialog(message, self._switch.theme, self._window).open()

    def _show_details(self) -> None:
        if self._session is not None and self._transcript is not None:
            text = session_details(self._session, self._transcript)
            WholeTextDialog(self.tr("Details of the session"), text, self._switch.theme, self._window).open()
