"""A turn on a stage: the runner with its fakes, and a diary of what was saved, sent and shown, in order."""

from collections.abc import Callable, Coroutine
from typing import Any

from desktop.chat.tasks import TaskScope
from desktop.chat.turn import Turn, TurnRunner
from desktop.core import events as e
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.conversation import Conversation
from desktop.core.message import Message, Status, empty_reply, question
from desktop.core.request import ChatRequest
from tests.fakes.clock import later
from tests.fakes.ports import FakeHistory, FakeRobofy, Step, batch

PROFILE = Profile("p", "Shop", project_id="project", chatbots=(Chatbot("b", "Helper"),))
TURN = Turn(Conversation("c", "s", "p", "b", "Helper"), question("q", "Hello", 1.0), empty_reply("r", 1.0))
REQUEST = ChatRequest(PROFILE, "b", Secret("rb_live_0123456789abcdef"), "s", "Hello")
SAID = batch(e.TextStart("0"), e.TextDelta("0", "Hi"))
DONE = batch(e.TextDelta("0", "!"), e.Done(), at=5.0)


async def request() -> ChatRequest:
    return REQUEST


def wait(seconds: float) -> Callable[[], Coroutine[Any, Any, None]]:
    return lambda: later(seconds)


class Stage:
    """A runner with its fakes, and all that was shown."""

    def __init__(
        self,
        *script: Step,
        delay: float = 0.0,
        fails: tuple[int, ...] = (),
        history: FakeHistory | None = None,
    ) -> None:
        self.diary: list[str] = []
        self.shown: list[Message] = []
        self.errors: list[tuple[str, Exception]] = []
        self.robofy = FakeRobofy(*script, diary=self.diary)
        self.history = history or FakeHistory(delay=delay, fails=fails, diary=self.diary)
        self.scope = TaskScope("turns", lambda name, error: self.errors.append((name, error)))
        self._runner = TurnRunner(self.robofy, self.history, self.scope)

    async def run(self, turn: Turn = TURN, ask: Callable[[], Coroutine[Any, Any, ChatRequest]] = request) -> Message:
        return await self._runner.run(turn, ask, self._show)

    def _show(self, message: Message) -> None:
        self.shown.append(message)
        self.diary.append(f"show {message.id}:{message.status}")

    def stored(self) -> tuple[Status, Status]:
        return self.history.messages["q"].status, self.history.messages["r"].status

    def seen(self, message_id: str) -> list[Status]:
        return [message.status for message in self.shown if message.id == message_id]


async def stop_after(
    seconds: float, stage: Stage, ask: Callable[[], Coroutine[Any, Any, ChatRequest]] = request
) -> None:
    stage.scope.start("turn", stage.run, TURN, ask)
    await later(seconds)
    stage.scope.cancel("turn")
    await stage.scope.aclose()
