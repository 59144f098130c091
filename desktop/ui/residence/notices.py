"""Tells of replies that ended while nobody looked: what a notification says, and where a click on it leads.

The trap: notifications stand on lock screens and on screens that are shared. So one says whose reply ended, and what is
in it only when the user allowed that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.core.conversation import Conversation
from desktop.core.desktop_settings import DesktopSettings
from desktop.core.message import Message, Status
from desktop.core.text import elide, revealed
from desktop.ui.widgets.form import filled

_LONGEST: Final = 200
_KEPT: Final = 50
_ACTIVATION: Final = "XDG_ACTIVATION_TOKEN"


class Notices(QObject):
    """`post` hands a key, a title and a text to the desktop. A click comes back through `on_clicked`, from any thread
    by way of the signal `clicked`. `chosen` carries the conversation that the user wants to see.
    """

    clicked = Signal(str, str)  # key, activation token
    chosen = Signal(object)  # Conversation

    def __init__(
        self, post: Callable[[str, str, str], None], settings: Callable[[], DesktopSettings], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._post = post
        self._settings = settings
        self._told: dict[str, Conversation] = {}
        self.clicked.connect(self._on_clicked)

    def on_reply_ended(self, conversation: Conversation, reply: Message) -> None:
        """Tell of it, when nobody looks at this program and the user wants to be told."""
        settings = self._settings()
        if not settings.notify or reply.status is Status.STOPPED or QGuiApplication.focusWindow() is not None:
            return
        self._told.pop(conversation.id, None)
        self._told[conversation.id] = conversation
        if len(self._told) > _KEPT:
            del self._told[next(iter(self._told))]
        title, text = self._words(conversation, reply, with_text=settings.notify_text)
        self._post(conversation.id, title, text)

    def _words(self, conversation: Conversation, reply: Message, *, with_text: bool) -> tuple[str, str]:
        name = elide(revealed(conversation.chatbot_name), 60)
        if reply.status is not Status.COMPLETE:
            return name, self.tr("The answer did not come to its end.")
        if not with_text:
            return name, self.tr("The answer is there.")
        start = elide(" ".join(reply.text[: 4 * _LONGEST].split()), _LONGEST)
        return filled(self.tr("%1: %2"), name, elide(revealed(conversation.title), 60)), revealed(start)

    def _on_clicked(self, key: str, token: str) -> None:
        conversation = self._told.get(key)
        if conversation is not None:
            if token:
                os.environ[_ACTIVATION] = token  # Qt takes it when the window asks to come to the front
            self.chosen.emit(conversation)
