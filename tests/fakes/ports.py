"""The network and the disk as the work sees them, in memory and on the clock of the loop."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from desktop.core.conversation import Conversation, Draft
from desktop.core.errors import Problem, StoreError
from desktop.core.events import Batch, Event
from desktop.core.message import Message
from desktop.core.request import ChatRequest

Step = Batch | BaseException | Callable[[], Awaitable[object]]


class FakeRobofy:
    """Plays a script: gives a batch, raises an error, awaits what else it finds. `closed` counts connections closed."""

    def __init__(self, *script: Step, diary: list[str] | None = None) -> None:
        self.requests: list[ChatRequest] = []
        self.closed = 0
        self._script = script
        self._diary = [] if diary is None else diary

    async def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        self.requests.append(request)
        self._diary.append("request")
        try:
            for step in self._script:
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, Batch):
                    yield step
                else:
                    await step()
        finally:
            self.closed += 1
            self._diary.append("hang up")


class FakeHistory:
    """One disk: a save takes `delay` seconds and stands behind those asked for earlier.

    As on a real disk thread, cancelling takes back a save that has not begun and does not undo one that has. Every
    n-th save for an n in `fails` raises StoreError, and so does a message whose conversation was never saved.
    """

    def __init__(self, *, delay: float = 0.0, fails: tuple[int, ...] = (), diary: list[str] | None = None) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, Message] = {}
        self.drafts: dict[str, Draft] = {}
        self.saved: list[tuple[float, tuple[Message, ...]]] = []
        self._delay = delay
        self._fails = fails
        self._asked = 0
        self._free_at = 0.0
        self._diary = [] if diary is None else diary

    async def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        def write() -> None:
            if conversation_id not in self.conversations:
                raise StoreError(Problem("store_failed"))
            self.messages |= {message.id: message for message in messages}
            self.saved.append((asyncio.get_running_loop().time(), messages))
            self._diary.append("save " + " ".join(f"{message.id}:{message.status}" for message in messages))

        await self._on_disk(write)

    async def save_conversation(self, conversation: Conversation) -> None:
        def write() -> None:
            self.conversations[conversation.id] = conversation
            self._diary.append(f"save {conversation.id}")

        await self._on_disk(write)

    async def save_draft(self, draft: Draft) -> None:
        await self._on_disk(lambda: self.drafts.update({draft.conversation_id: draft}))

    async def _on_disk(self, write: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        self._asked += 1
        refused = self._asked in self._fails
        begin = max(loop.time(), self._free_at)
        self._free_at = begin + self._delay
        written = loop.create_future()

        def run() -> None:
            try:
                if refused:
                    raise StoreError(Problem("disk_full"))
                write()
            except StoreError as error:
                if not written.done():
                    written.set_exception(error)
            else:
                if not written.done():
                    written.set_result(None)

        job = loop.call_at(self._free_at, run)
        try:
            await written
        except asyncio.CancelledError:
            if loop.time() < begin:
                job.cancel()
            raise


def batch(*events: Event, at: float = 0.0) -> Batch:
    return Batch(at, events)
