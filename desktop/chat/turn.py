"""One turn: a question goes out, a reply comes in, and both are on disk before anything can be lost.

The question is saved before the request leaves, the reply at most a second behind, and the last save is shielded: not
even quitting skips it. The trap: only what certainly never reached the chatbot may be called not sent, because sending
it again is then harmless.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from desktop.chat.pace import Pace
from desktop.chat.ports import History, Robofy
from desktop.chat.tasks import TaskScope, settle
from desktop.core.conversation import Conversation
from desktop.core.errors import AppError, NetworkError, Problem, ServerError
from desktop.core.events import Failed, Stopped
from desktop.core.message import Message, Status
from desktop.core.reducer import fold, fold_all
from desktop.core.request import ChatRequest

_REACHED: Final = frozenset({"first_byte_timeout", "connection_lost", "silence_timeout"})
"""Network errors after which the chatbot may well have the question."""


class Turn(Struct, frozen=True):
    """A question and the empty reply to it, both with their ids, in the conversation that asked."""

    conversation: Conversation
    question: Message
    reply: Message


class TurnRunner:
    """Runs turns. `show` gets every message that changed, at most once a frame, and always the last one."""

    def __init__(self, robofy: Robofy, history: History, saves: TaskScope) -> None:
        self._robofy = robofy
        self._history = history
        self._saves = saves

    async def run(
        self, turn: Turn, make_request: Callable[[], Awaitable[ChatRequest]], show: Callable[[Message], None]
    ) -> Message:
        """The reply as it ended. `make_request` may raise an AppError, which then becomes part of the reply.

        Raises StoreError when the disk refuses; when it refused the question, nothing was sent. An error of the
        program ends the reply as failed and is raised.
        """
        conversation_id = turn.conversation.id
        progress = _Progress(turn, show, self._saver(conversation_id))
        try:
            await self._history.save_conversation(turn.conversation)
            await self._history.save_messages(conversation_id, (turn.question, turn.reply))
            async with aclosing(self._robofy.reply(await make_request())) as batches:
                async for batch in batches:
                    progress.grow(fold_all(progress.reply, batch.events, batch.at))
        except asyncio.CancelledError:
            progress.end(Stopped())
            raise
        except AppError as error:
            progress.end(Failed(error.problem), sent=not _never_sent(error))
        except BaseException:
            progress.end(Failed(Problem("unexpected", retryable=True)))
            raise
        finally:
            progress.close()
            await settle(self._history.save_messages, conversation_id, (progress.question, progress.reply))
        return progress.reply

    def _saver(self, conversation_id: str) -> Callable[[Message], None]:
        def save(reply: Message) -> None:
            self._saves.start(f"save:{reply.id}", self._history.save_messages, conversation_id, (reply,))

        return save


class _Progress:
    """The turn so far, and the pace at which it is shown and saved."""

    def __init__(self, turn: Turn, show: Callable[[Message], None], save: Callable[[Message], None]) -> None:
        self.question = turn.question
        self.reply = turn.reply
        self._show = show
        self._pace = Pace(show, save)

    def grow(self, reply: Message) -> None:
        self.reply = reply
        if self.question.status is not Status.SENT:
            self._mark_sent()
        self._pace.put(reply)

    def end(self, event: Failed | Stopped, *, sent: bool = True) -> None:
        self.reply = fold(self.reply, event, time.time())
        if sent and self.question.status is not Status.SENT:
            self._mark_sent()

    def close(self) -> None:
        self._pace.close()
        self._show(self.reply)

    def _mark_sent(self) -> None:
        self.question = replace(self.question, status=Status.SENT)
        self._show(self.question)


def _never_sent(error: AppError) -> bool:
    """Whether the chatbot certainly did not take the question: not asked, not reached, or refused with a 3xx or 4xx."""
    if isinstance(error, ServerError):
        return error.problem.status < 500
    return not isinstance(error, NetworkError) or error.problem.code not in _REACHED
