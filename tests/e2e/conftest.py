"""A person at the real window: the real program, a real server on loopback, a real display."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Desktop, build
from desktop.core.message import Message, Role, Status
from desktop.core.running import LastRun
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.ui import loop
from desktop.ui.conversation.secret_request import SecretRequest
from desktop.ui.main_window import MainWindow
from tests.store.conftest import secret_service

__all__ = ["secret_service"]  # a fixture

PATIENCE = 20.0
_TICK = 0.01


class Person:
    """Uses the window with keys and clicks. Each action is an event of its own, as it would be in earnest."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.window = desktop.window
        self.composer = desktop.window.chat.composer

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for something to be seen; fail with its name after `PATIENCE` seconds."""
        running = asyncio.get_running_loop()
        deadline = running.time() + PATIENCE
        while not condition():
            assert running.time() < deadline, f"waited in vain for: {what}"
            tick = running.create_future()
            running.call_later(_TICK, tick.set_result, None)
            await tick

    async def act(self, action: Callable[[], object]) -> None:
        """From Qt's own loop, not from inside a task: that is where keys come from."""
        done = asyncio.get_running_loop().create_future()

        def run() -> None:
            action()
            done.set_result(None)

        QTimer.singleShot(0, run)
        await done

    async def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        await self.act(lambda: QTest.keyClick(widget, key, modifier))

    async def click(self, widget: QWidget) -> None:
        await self.until(widget.isVisible, f"{widget.accessibleName() or type(widget).__name__} in sight")
        await self.act(lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton))

    async def write(self, widget: QWidget, text: str) -> None:
        await self.act(partial(QTest.keyClicks, widget, text))

    async def ask(self, text: str) -> None:
        await self.until(self.composer.isVisible, "the composer")
        await self.write(self.composer.field, text)
        await self.press(self.composer.field, Qt.Key.Key_Return)

    async def trigger(self, command_id: str) -> None:
        await self.act(self.window.actions_by_id[command_id].trigger)

    async def asked_for_key(self) -> SecretRequest:
        """The box that asks for a key, once it is there."""
        await self.until(self.window.chat.secret_request.isVisible, "the question for a key")
        return self.window.chat.secret_request

    async def give_key(self, key: str) -> None:
        """Type a key into the box, and have the message sent with it."""
        box = await self.asked_for_key()
        await self.write(box.field.edit, key)
        await self.click(box.send_button)

    def messages(self) -> tuple[Message, ...]:
        current = self.desktop.chat.current
        return current.model.messages() if current else ()

    def replies(self) -> list[Message]:
        return [message for message in self.messages() if message.role is Role.CHATBOT]

    async def reply(self, status: Status) -> Message:
        """The last reply, once it has this status and is saved."""
        await self.until(lambda: self.replies() and self.replies()[-1].status is status, f"a reply that is {status}")
        await self.until(self.composer.stop_button.isHidden, "the end of the turn")
        return self.replies()[-1]

    async def begin_with(self, chatbot: str) -> None:
        """A new conversation, chosen from the list of chatbots."""
        await self.trigger("choose")
        await self.until(lambda: QApplication.activePopupWidget() is not None, "the list of chatbots")
        menu = QApplication.activePopupWidget()
        assert menu is not None
        action = next(action for action in menu.actions() if action.text() == chatbot)
        await self.act(action.trigger)
        await self.act(menu.close)
        await self.until(lambda: chatbot in self.composer.send_button.text(), f"a conversation with {chatbot}")


Journey = Callable[[Person], Awaitable[None]]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "data", tmp_path / "config", tmp_path / "log")


@pytest.fixture
def live(qapp: QApplication, paths: Paths, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[..., None]]:
    """Runs a journey in a program of its own; a second call is the program after a restart, `last` how that began."""
    qapp.setQuitOnLastWindowClosed(False)

    async def main(journey: Journey, last: LastRun | None) -> int:
        window = MainWindow(QSettings(str(paths.config / "window.ini"), QSettings.Format.IniFormat))
        desktop = build(qapp, paths, window, asyncio.Event(), last=last)
        person = Person(desktop)
        await person.until(desktop.started.is_set, "the start")
        try:
            await journey(person)
        finally:
            await desktop.aclose()
        return 0

    yield lambda journey, last=None: _finish(loop.run(qapp, partial(main, journey, last)))
    bugs = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not bugs, bugs


def _finish(status: int) -> None:
    assert status == 0


@pytest.fixture(autouse=True)
def garbage_of_this_thread() -> Iterator[None]:
    """What is left of a window is collected here, not by the thread of a server in a later test."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def server() -> Iterator[Sandbox]:
    """A Robofy server that is not the built-in one."""
    with Sandbox.start() as sandbox:
        yield sandbox
