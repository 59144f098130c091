"""Finding in a conversation, with the keys that a person would use."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from desktop.core.message import Status
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def selected(person: Person) -> str:
    mime = person.window.chat.transcript.hand.selecting.mime()
    return mime.text() if mime is not None else ""


async def open_bar(person: Person) -> None:
    """Keys of the whole window work in an active one only."""
    await person.act(person.window.activateWindow)
    await person.until(person.window.isActiveWindow, "the window to be active")
    await person.press(person.window.chat.composer.field, Qt.Key.Key_F, CONTROL)
    await person.until(person.window.chat.find_bar.field.hasFocus, "the keyboard in the bar")


def test_words_are_found_in_what_tools_said_and_esc_closes_the_bar_not_the_reply(live: Live) -> None:
    async def journey(person: Person) -> None:
        page = person.window.chat
        bar, transcript = page.find_bar, page.transcript
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.begin_with("Order desk")
        await person.ask("Where is my order 4711? instantly")
        await person.reply(Status.COMPLETE)
        await open_bar(person)
        await person.write(bar.field, "4711")
        await person.until(lambda: transcript.finding.number and not transcript.finding.is_counting, "all matches")
        many = transcript.finding.count
        assert many >= 2
        assert bar.status.accessibleName().startswith(f"{transcript.finding.number} of {many}")
        numbers = {transcript.finding.number}
        for _ in range(many):
            before = transcript.finding.number
            await person.press(bar.field, Qt.Key.Key_Return)
            await person.until(lambda: transcript.finding.number != before, "the next match")  # noqa: B023 - awaited here
            numbers.add(transcript.finding.number)
            assert "4711" in selected(person)
        assert numbers == set(range(1, many + 1))
        assert any(key.startswith("tool:") for key in transcript.rows.opened[person.replies()[-1].id])
        await person.press(bar.field, Qt.Key.Key_F3, SHIFT)
        await person.press(bar.field, Qt.Key.Key_G, CONTROL)
        await person.press(bar.field, Qt.Key.Key_Escape)
        await person.until(bar.isHidden, "the bar to close")
        await person.until(transcript.hasFocus, "the keyboard at the match")
        assert "4711" in selected(person)
        await person.press(transcript, Qt.Key.Key_F3)
        await person.until(lambda: bar.isVisible() and bar.field.text() == "4711", "the bar with the selection")

    live(journey)


def test_a_reply_goes_on_when_esc_closes_the_bar(live: Live) -> None:
    async def journey(person: Person) -> None:
        page = person.window.chat
        await person.begin_with("Writer")
        await person.ask("Write 2,000 words, slowly")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the first words")
        await open_bar(person)
        await person.write(page.find_bar.field, "nowhere to be found")
        await person.until(lambda: "No results" in page.find_bar.status.accessibleName(), "that there is nothing")
        await person.press(page.find_bar.field, Qt.Key.Key_Escape)
        await person.until(page.find_bar.isHidden, "the bar to close")
        await person.until(page.composer.field.hasFocus, "the keyboard where one writes")
        assert person.replies()[-1].status is Status.STREAMING
        await person.press(page.composer.field, Qt.Key.Key_Escape)
        await person.reply(Status.STOPPED)

    live(journey)
