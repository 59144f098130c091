"""Copying from the conversation, with the keys that a person would use."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.message import Status, ToolCall
from tests.e2e.conftest import Journey, Person

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_an_open_card_is_copied_with_its_answer(live: Callable[[Journey], None]) -> None:
    async def journey(person: Person) -> None:
        transcript, clipboard = person.window.chat.transcript, QApplication.clipboard()
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.begin_with("Order desk")
        await person.ask("Where is my order 4711? instantly")
        reply = await person.reply(Status.COMPLETE)
        number, tool = next((at, part) for at, part in enumerate(reply.parts) if isinstance(part, ToolCall))
        row = person.messages().index(reply)
        target = transcript.rows.layout(row).target(f"tool:{number}")
        assert target is not None
        await person.act(lambda: transcript.hand.act(reply.id, target))
        await person.act(lambda: transcript.hand.touch(reply.id))
        await person.press(transcript, Qt.Key.Key_A, CONTROL)
        await person.press(transcript, Qt.Key.Key_C, CONTROL)
        await person.until(lambda: f"Tool: {tool.name}" in clipboard.text(), "the card on the clipboard")
        markdown = clipboard.mimeData().data("text/markdown").toStdString()
        assert reply.text.strip().split("\n")[-1] in markdown
        assert "<pre>" in clipboard.mimeData().html()

    live(journey)
