"""Whose inbox it is, wherever that is said: above the list, below the words, in the header, at the answers.

The trap: a chatbot may be given another name while somebody reads. One that is gone keeps the name that it had.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.chat.profile_book import ProfileBook
from desktop.core.inbox import InboxSession, Transcript, as_messages
from desktop.core.message import Message
from desktop.core.profile_names import Key
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.inbox.copies import inbox_authors
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.page import InboxPage
from desktop.ui.inbox.panel import InboxPanel
from desktop.ui.profile_marks import ProfileMarks


class InboxOwner(QObject):
    """`renamed` when the chatbot has another name than a moment ago, and the same inbox."""

    renamed = Signal()

    def __init__(
        self, book: ProfileBook, marks: ProfileMarks, sessions: InboxModel, messages: MessageModel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.name = ""
        self._book = book
        self._marks = marks
        self._sessions = sessions
        self._messages = messages
        self._panel: InboxPanel | None = None
        self._page: InboxPage | None = None
        self._key: Key = ("", "")
        self._profile_name = ""
        self._session: InboxSession | None = None
        marks.changed.connect(self._refresh)

    def attach(self, panel: InboxPanel, page: InboxPage) -> None:
        self._panel, self._page = panel, page

    def choose(self, key: Key) -> None:
        """The inbox of this chatbot is looked at from now on."""
        self._key = key
        self.name = self._profile_name = ""
        self._look_up()
        self._show()

    def show_session(self, session: InboxSession | None) -> None:
        """What of it is read."""
        self._session = session
        self._show_header()

    def signed(self, transcript: Transcript, session: InboxSession) -> tuple[Message, ...]:
        """What was said, with the names of those who did."""
        return as_messages(transcript, inbox_authors(self._sessions.name(session), self.name))

    def _refresh(self) -> None:
        before = self.name
        self._look_up()
        self._show()
        if self.name != before:
            self.renamed.emit()

    def _look_up(self) -> None:
        profile = self._book.find(self._key[0])
        chatbot = profile.find_chatbot(self._key[1]) if profile is not None else None
        if profile is not None and chatbot is not None:
            self.name, self._profile_name = chatbot.name, profile.name

    def _show(self) -> None:
        told_apart = self._marks.chatbot_names().get(self._key, self.name)
        if self._panel is not None and self._page is not None:
            self._panel.show_chatbot(told_apart)
            self._page.bar.show_chatbot(told_apart)
        self._show_header()

    def _show_header(self) -> None:
        self._messages.set_chatbot_name(self.name)
        if self._page is not None:
            read = self._session
            title = self._sessions.name(read) if read else self.tr("Inbox of visitors")
            self._page.header.show_conversation(title, self.name, self._profile_name, read.id if read else "")
