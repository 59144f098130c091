"""Which profile something belongs to, wherever a message is read or written: header, send button, title of the window.

The trap: behind an inbox one's own conversation is still open, so the title says whose the one is that is looked at.
A conversation may outlive its profile. Then it can be read as before, and where the composer was stands why nothing can
be sent and what can be done.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import Profile
from desktop.core.conversation import Conversation
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.gone_notice import GoneNotice
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets.form import filled


class ProfileLook(QObject):
    """Follows the conversation in view, and the profiles by `refresh`.

    Made before whoever puts the focus into the composer: that works only while the composer is in sight.
    """

    def __init__(self, window: MainWindow, chat: ChatController, book: ProfileBook, notice: GoneNotice) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._book = book
        self._notice = notice
        self._inbox_of = ""
        self._can_write = True
        chat.conversation_shown.connect(self._on_conversation_shown)
        notice.choice_requested.connect(window.actions_by_id["choose"].trigger)

    def refresh(self) -> None:
        """The profiles changed."""
        if self._chat.current is not None:
            self._show(self._chat.current.conversation)
        self._name_window()

    def show_inbox_of(self, profile_id: str) -> None:
        """The inbox of one of its chatbots is looked at; empty when it was left."""
        self._inbox_of = profile_id
        self._name_window()
        self._offer_editing()

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        self._show(shown.conversation)
        self._name_window()

    def _show(self, conversation: Conversation) -> None:
        profile = self._book.find(conversation.profile_id)
        name, label, colour = (profile.name, profile.label, profile.worn_colour) if profile else ("", "", "")
        self._window.chat.header.chip.show_profile(name, label, colour)
        self._window.chat.composer.set_environment(label, colour)
        self._show_notice(profile, conversation)

    def _name_window(self) -> None:
        """And mark the inbox: there is no other place where it says whose it is."""
        shown = self._chat.current
        profile = self._book.find(self._inbox_of or (shown.conversation.profile_id if shown else ""))
        name, label, colour = (profile.name, profile.label, profile.worn_colour) if profile else ("", "", "")
        if self._inbox_of:
            self._window.page.header.chip.show_profile(name, label, colour)
        self._window.caption.show_place(name, label, colour)

    def _show_notice(self, profile: Profile | None, conversation: Conversation) -> None:
        chat = self._window.chat
        why = self._why_gone(profile, conversation)
        self._can_write = not why
        self._offer_editing()
        goes, comes = (chat.composer, self._notice) if why else (self._notice, chat.composer)
        focused: QWidget | None = self._window.focusWidget()
        had_focus = focused is not None and goes.isAncestorOf(focused)
        if why:
            self._notice.show_words(why)
        comes.show()
        if had_focus:  # before the other one goes: Qt would pass it on to whatever is next
            (self._notice.choose_button if why else chat.composer.field).setFocus()
        goes.hide()

    def _offer_editing(self) -> None:
        """Only where there is somebody to ask."""
        transcript = self._window.chat.transcript
        transcript.rows.allow_editing(self._can_write)
        transcript.viewport().update()
        for command_id in ("edit_last", "restart"):
            self._window.actions_by_id[command_id].setEnabled(self._can_write and not self._inbox_of)

    def _why_gone(self, profile: Profile | None, conversation: Conversation) -> str:
        """Empty while the conversation can go on."""
        if profile is None:
            return self.tr("The profile of this conversation was removed. You can read it, but not go on with it.")
        if profile.find_chatbot(conversation.chatbot_id) is None:
            words = self.tr("%1 was removed from its profile. You can read this conversation, but not go on with it.")
            return filled(words, conversation.chatbot_name)
        return ""
