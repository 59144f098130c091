"""Keys that act on the message at hand while the transcript has the keyboard: the one touched last, else the newest.

Copying is not here: the hand does it, because a selection comes first. The trap: after a deletion the next message is
at hand, so a key that is held down must act once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtGui import QAction

from desktop.ui.actions import message_keys
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.hand.menu import can_ask, is_question

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView


class MessageKeys(QObject):
    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._add("ask_again", view.retry_requested, can_ask)
        self._add("edit", view.edit_requested, self._can_edit)
        self._add("restart_from", view.restart_requested, self._can_edit)
        self._add("details", view.details_requested)
        self._add("delete", view.delete_requested)
        self._add_action("version_before", partial(self._turn, -1))
        self._add_action("version_after", partial(self._turn, 1))

    def _add(
        self, command_id: str, wish: SignalInstance, can: Callable[[MessageModel, str], bool] = lambda *_: True
    ) -> None:
        self._add_action(command_id, partial(self._emit, wish, can, only_looks=command_id == "details"))

    def _add_action(self, command_id: str, slot: Callable[[], None]) -> None:
        action = QAction(self)
        action.setShortcut(message_keys(command_id))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(slot)
        self._view.addAction(action)

    def _can_edit(self, model: MessageModel, message_id: str) -> bool:
        return self._view.rows.can_edit and is_question(model, message_id)

    def _turn(self, by: int) -> None:
        if message_id := self._view.hand.current():
            self._view.hand.turn(message_id, "", by)

    def _emit(self, wish: SignalInstance, can: Callable[[MessageModel, str], bool], *, only_looks: bool) -> None:
        model, message_id = self._view.messages, self._view.hand.current()
        is_allowed = only_looks or not self._view.read_only
        if model is not None and message_id and is_allowed and can(model, message_id):
            wish.emit(message_id)
