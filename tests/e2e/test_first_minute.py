"""From the welcome page to answers on the screen."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton

from desktop.core.message import Role, Status, ToolState
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


async def try_the_sandbox(person: Person) -> None:
    cards = person.window.welcome.findChildren(QAbstractButton)
    card = next(card for card in cards if card.isVisible() and "sandbox" in card.accessibleName().lower())
    await person.click(card)
    await person.until(person.window.chat.isVisible, "the conversation")


def test_one_click_opens_the_sandbox_and_a_second_one_brings_an_answer(live: Live) -> None:
    async def journey(person: Person) -> None:
        assert person.window.welcome.isVisible()
        await try_the_sandbox(person)
        starters = person.window.chat.starters.findChildren(QPushButton)
        starter = next(button for button in starters if button.isVisible())
        await person.click(starter)
        reply = await person.reply(Status.COMPLETE)
        assert len(reply.text) > 100
        assert person.messages()[0].text == starter.text()
        assert person.window.chat.transcript.isVisible()
        assert person.window.sidebar.list.model().index(0, 0).data() == starter.text()

    live(journey)


def test_tool_calls_show_as_badges_while_the_reply_streams(live: Live) -> None:
    async def journey(person: Person) -> None:
        await try_the_sandbox(person)
        await person.begin_with("Order desk")
        await person.ask("Where is my order 4711?")
        await person.until(
            lambda: any(call.state is not ToolState.OUTPUT_AVAILABLE for call in person.replies()[-1].tool_calls),
            "a tool at work",
        )
        reply = await person.reply(Status.COMPLETE)
        states = {call.state for call in reply.tool_calls}
        assert len(reply.tool_calls) >= 2
        assert states <= {ToolState.OUTPUT_AVAILABLE, ToolState.OUTPUT_ERROR}
        spoken = person.window.chat.transcript.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "done" in spoken

    live(journey)


def test_stop_works_from_the_moment_of_sending_and_keeps_the_text(live: Live) -> None:
    async def journey(person: Person) -> None:
        await try_the_sandbox(person)
        await person.begin_with("Writer")
        await person.ask("Write 2,000 words, slowly")
        assert person.composer.stop_button.isVisible()
        await person.until(lambda: person.replies()[-1].text, "the first words")
        await person.trigger("stop")
        reply = await person.reply(Status.STOPPED)
        assert reply.text
        await person.until(lambda: not person.composer.stop_button.isVisible(), "the button to send instead of stop")
        await person.ask("Write 20 words, instantly")
        await person.until(lambda: len(person.messages()) == 4, "the next turn")
        await person.reply(Status.COMPLETE)

    live(journey)


def test_stop_before_the_first_word(live: Live) -> None:
    async def journey(person: Person) -> None:
        await try_the_sandbox(person)
        await person.begin_with("Trouble")
        await person.ask("slow first byte, 60 seconds")
        await person.click(person.composer.stop_button)
        reply = await person.reply(Status.STOPPED)
        assert reply.text == ""

    live(journey)


def test_a_cut_stream_keeps_what_came_and_can_be_tried_again_by_keyboard(live: Live) -> None:
    async def journey(person: Person) -> None:
        await try_the_sandbox(person)
        await person.begin_with("Trouble")
        await person.ask("cut the answer in the middle")
        cut = await person.reply(Status.INTERRUPTED)
        assert cut.text
        await person.trigger("retry")
        await person.until(lambda: person.replies()[0].id != cut.id, "a second reply")
        await person.reply(Status.INTERRUPTED)
        await person.act(lambda: person.window.chat.transcript.version_requested.emit(person.replies()[0].id, -1))
        assert person.messages()[1] == cut
        assert [message.role for message in person.messages()].count(Role.USER) == 1

    live(journey)


def test_two_replies_stream_at_once_and_each_lands_where_it_was_asked(live: Live) -> None:
    async def journey(person: Person) -> None:
        await try_the_sandbox(person)
        await person.begin_with("Writer")
        await person.ask("Write 300 words")
        first = person.desktop.chat.current
        assert first is not None
        await person.begin_with("Order desk")
        await person.ask("Where is my order 4711?")
        second = person.desktop.chat.current
        assert second is not None
        assert first.streaming
        assert second.streaming
        await person.until(lambda: not first.streaming and not second.streaming, "both to end")
        assert not first.model.messages()[1].tool_calls
        assert second.model.messages()[1].tool_calls
        assert len(first.model.messages()) == len(second.model.messages()) == 2

    live(journey)


def test_after_a_restart_everything_is_there_again(live: Live) -> None:
    kept: list[str] = []

    async def before(person: Person) -> None:
        await try_the_sandbox(person)
        await person.ask("Hello, my name is Kim")
        kept.append((await person.reply(Status.COMPLETE)).text)
        await person.write(person.composer.field, "not yet sent")

    async def after(person: Person) -> None:
        await person.until(person.window.chat.isVisible, "the conversation")
        assert [message.text for message in person.messages()] == ["Hello, my name is Kim", kept[0]]
        assert person.composer.text() == "not yet sent"
        assert person.replies()[-1].status is Status.COMPLETE

    live(before)
    live(after)


def test_quitting_in_mid_stream_keeps_what_was_on_the_screen(live: Live) -> None:
    async def before(person: Person) -> None:
        await try_the_sandbox(person)
        await person.begin_with("Writer")
        await person.ask("Write 2,000 words, slowly")
        await person.until(lambda: len(person.replies()[-1].text) > 30, "some words")

    async def after(person: Person) -> None:
        await person.until(person.replies, "the conversation")
        assert len(person.replies()[-1].text) > 30
        assert person.replies()[-1].status is Status.STOPPED

    live(before)
    live(after)
