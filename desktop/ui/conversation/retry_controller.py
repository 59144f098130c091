"""Messages that were refused with a time to wait: counted down in view, sent again at its end where that was ticked.

The trap: the wait belongs to a message, not to the page. It goes on while another conversation is shown, and a message
that is not the last one any more is not sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.core.message import Message, Role, Status
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.countdown import Countdown
from desktop.ui.conversation.open_conversation import OpenConversation

_SECOND: Final = 1000
_CODES: Final = frozenset({"rate_limited", "rate_limited_for"})


class RetryController(QObject):
    """`clock` gives seconds since the epoch."""

    def __init__(
        self, chat: ChatController, countdown: Countdown, parent: QObject, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._countdown = countdown
        self._clock = clock
        self._wanted: dict[str, str] = {}  # conversation -> reply whose question is sent at the end of its wait
        self._over: set[str] = set()  # replies whose wait ended before the eyes of the user
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self.tick)
        countdown.ticked.connect(self._on_ticked)
        countdown.send_requested.connect(self._on_send_requested)
        chat.conversation_shown.connect(self.tick)
        chat.reply_ended.connect(self.tick)
        chat.streaming_changed.connect(self.tick)
        chat.branch_shown.connect(self.tick)
        chat.conversation_removed.connect(self._drop)

    def tick(self, *_: object) -> None:
        """Bring everything up to what the clock says."""
        for conversation_id, reply_id in list(self._wanted.items()):
            self._look_at(conversation_id, reply_id)
        shown = self._chat.current
        reply = _refused(shown)
        if shown is None or reply is None:
            self._countdown.hide()
        else:
            self._show(shown, reply)
        self._set_timer(reply)

    def _look_at(self, conversation_id: str, reply_id: str) -> None:
        there = self._chat.find(conversation_id)
        reply = _refused(there)
        if there is None or reply is None or reply.id != reply_id:
            self._drop(conversation_id)
        elif self._left(reply) <= 0:
            self._drop(conversation_id)
            self._chat.retry(reply_id, conversation_id)

    def _show(self, shown: OpenConversation, reply: Message) -> None:
        left = self._left(reply)
        if left > 0:
            self._over.add(reply.id)
        elif reply.id not in self._over:
            self._countdown.hide()  # it was over before anybody looked
            return
        self._countdown.show_wait(left, ticked=self._wanted.get(shown.conversation.id) == reply.id)

    def _left(self, reply: Message) -> float:
        """Seconds; never more than the server named, whatever happened to the clock."""
        wait = reply.problem.retry_after if reply.problem is not None else 0.0
        return min(reply.finished + wait - self._clock(), wait)

    def _set_timer(self, reply: Message | None) -> None:
        needed = bool(self._wanted) or (reply is not None and self._left(reply) > 0)
        if needed != self._timer.isActive():
            self._timer.start() if needed else self._timer.stop()

    def _on_ticked(self, wanted: bool) -> None:
        shown = self._chat.current
        reply = _refused(shown)
        if shown is None or reply is None:
            return
        if wanted:
            self._wanted[shown.conversation.id] = reply.id
            shown.is_due = True
        else:
            self._drop(shown.conversation.id)
        self.tick()

    def _on_send_requested(self) -> None:
        shown = self._chat.current
        reply = _refused(shown)
        if shown is not None and reply is not None:
            self._drop(shown.conversation.id)
            self._chat.retry(reply.id)

    def _drop(self, conversation_id: str) -> None:
        self._wanted.pop(conversation_id, None)
        there = self._chat.find(conversation_id)
        if there is not None:
            there.is_due = False


def _refused(open_: OpenConversation | None) -> Message | None:
    """The last message of a conversation, when it was refused with a time to wait; what is thrown away has none."""
    if open_ is None or open_.conversation.removed or not open_.model.rowCount():
        return None
    last = open_.model.message_at(open_.model.rowCount() - 1)
    if last.role is not Role.CHATBOT or last.status is not Status.FAILED or last.problem is None:
        return None
    return last if last.problem.code in _CODES and last.problem.retry_after >= 0 else None
