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
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from desktop.chat.pace import Pace
from desktop.chat.ports import History, Robofy
from desktop.chat.tasks import TaskScope, settle
from desktop.core.conversation import Conversation
from desktop.core.errors import NOT_REACHED, AppError, NetworkError, Problem, ProtocolError, ServerError
from desktop.core.events import Failed, Interrupted, Stopped
from desktop.core.message import Message, Status
from desktop.core.reducer import fold, fold_all
from desktop.core.request import ChatRequest

_CUT_SHORT: Final = Problem("cut_short", retryable=True)


Admit: TypeAlias = Callable[[ChatRequest], Awaitable[None]]
"""Comes back when a request may leave; until then the question is not sent."""


class Turn(Struct, frozen=True):
    """A question and the empty reply to it, both with their ids, in the conversation that asked."""

    conversation: Conversation
    question: Message
    reply: Message


class TurnRunner:
    """Runs turns. `show` gets every message that changed, at most once a frame, and always the last one."""

    def __init__(self, robofy: Robofy, history: History, saves: TaskScope, admit: Admit | None = None) -> None:
        self._robofy = robofy
        self._history = history
        self._saves = saves
        self._admit = admit

    async def run(
        self, turn: Turn, make_request: Callable[[], Awaitable[ChatRequest]], show: Callable[[Message], None]
    ) -> Message:
        """The reply as it ended. `make_request` may raise an AppError, which then becomes part of the reply.

        Raises StoreError when the disk refuses; when it refused the question, nothing was sent. An error of the
        program ends the reply as failed and is raised.
        """
        progress = _Progress(turn, show, lambda: self._save_soon(turn, progress))
        try:
            await settle(self._save_question, turn)
            request = replace(await make_request(), reply_id=turn.reply.id)
            if self._admit is not None:
                await self._admit(request)
            await self._save_leaving(turn)
            progress.may_have_left = True
            async with aclosing(self._robofy.reply(request)) as batches:
                async for batch in batches:
                    progress.grow(fold_all(progress.reply, batch.events, batch.at))
            progress.end(Interrupted(_CUT_SHORT))  # nothing happens when the reply has its end
        except asyncio.CancelledError:
            progress.end(Stopped())
            raise
        except AppError as error:
            progress.end(Failed(error.problem), sent=not _never_sent(error))
        except BaseException:
            progress.end(Failed(Problem("unexpected", retryable=True)))
            raise
        finally:
            await self._finish(turn, progress)
        return progress.reply

    async def _save_question(self, turn: Turn) -> None:
        await self._history.save_conversation(turn.conversation)
        await self._history.save_messages(turn.conversation.id, (turn.question, turn.reply))

    async def _save_leaving(self, turn: Turn) -> None:
        """From here on a crash must not leave a question that is called not sent and may be asked twice."""
        if turn.question.status is not Status.SENT:
            await self._history.save_messages(turn.conversation.id, (replace(turn.question, status=Status.SENT),))

    def _save_soon(self, turn: Turn, progress: _Progress) -> None:
        self._saves.start(_save_name(turn), self._save_growing, turn, progress)

    async def _save_growing(self, turn: Turn, progress: _Progress) -> None:
        """The newest of it. Nothing after the end: by then the conversation may be gone from the disk."""
        if not progress.ended:
            await self._history.save_messages(turn.conversation.id, (progress.question, progress.reply))

    async def _finish(self, turn: Turn, progress: _Progress) -> None:
        """The last show and the last save."""
        self._saves.cancel(_save_name(turn))
        try:
            progress.close()
        finally:
            await settle(self._history.save_messages, turn.conversation.id, (progress.question, progress.reply))


class _Progress:
    """The turn so far, and the pace at which it is shown and saved."""

    may_have_left = False
    ended = False

    def __init__(self, turn: Turn, show: Callable[[Message], None], save: Callable[[], None]) -> None:
        self.question = turn.question
        self.reply = turn.reply
        self._show = show
        self._pace = Pace(show, lambda _: save())

    def grow(self, reply: Message) -> None:
        self.reply = reply
        if self.question.status is not Status.SENT:
            self._mark_sent()
        self._pace.put(reply)

    def end(self, event: Failed | Interrupted | Stopped, *, sent: bool = True) -> None:
        self.reply = fold(self.reply, event, time.time())
        if sent and self.may_have_left and self.question.status is not Status.SENT:
            self._mark_sent()

    def close(self) -> None:
        self.ended = True
        self._pace.close()
        self._show(self.reply)

    def _mark_sent(self) -> None:
        self.question = replace(self.question, status=Status.SENT)
        self._show(self.question)


def _save_name(turn: Turn) -> str:
    return f"save:{turn.reply.id}"


def _never_sent(error: AppError) -> bool:
    """Whether the chatbot certainly did not take the question: not asked, not reached, or refused with a 3xx or 4xx."""
    if isinstance(error, ServerError):
        return error.problem.status < 500
    if isinstance(error, NetworkError):
        return error.problem.code in NOT_REACHED
    return not isinstance(error, ProtocolError)
