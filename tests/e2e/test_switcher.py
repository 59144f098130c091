"""The quick switcher at the real window: two keys to the last chatbot, letters, Esc, a question taken along."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.message import Status
from desktop.sandbox.bots import CONCIERGE, ORDER_DESK, WRITER
from desktop.ui.switcher.palette import SwitcherPalette
from desktop.ui.switcher.rows import Kind
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
QUESTION = "What can you do? instantly"


def palette_of(person: Person) -> SwitcherPalette:
    return person.desktop.navigation.switcher.palette


def chatbot_of(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.chatbot_id if current else ""


def is_with(person: Person, chatbot_id: str) -> bool:
    return chatbot_of(person) == chatbot_id


async def activate(person: Person) -> None:
    await person.act(person.window.activateWindow)
    await person.until(person.window.isActiveWindow, "an active window")


async def open_switcher(person: Person) -> SwitcherPalette:
    """With the keys, from wherever the keyboard is."""
    await activate(person)
    await person.press(QApplication.focusWidget() or person.window, Qt.Key.Key_K, CONTROL)
    palette = palette_of(person)
    await person.until(palette.field.hasFocus, "the switcher")
    return palette


async def type_and_enter(person: Person, text: str, modifier: Qt.KeyboardModifier | None = None) -> None:
    palette = await open_switcher(person)
    await person.write(palette.field, text)
    await person.press(palette.field, Qt.Key.Key_Return, modifier or Qt.KeyboardModifier.NoModifier)
    await person.until(palette.isHidden, "the end of the switcher")


def test_two_keys_go_to_the_chatbot_used_before_and_back(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(CONCIERGE.name)
        await person.begin_with(ORDER_DESK.name)
        for wanted in (CONCIERGE, ORDER_DESK, CONCIERGE):
            palette = await open_switcher(person)
            await person.press(palette.field, Qt.Key.Key_Return)
            await person.until(partial(is_with, person, wanted.id), wanted.name)
            assert palette.isHidden()
            assert person.composer.field.hasFocus()

    live(journey)


def test_letters_find_a_chatbot_a_command_and_a_conversation(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(CONCIERGE.name)
        await person.ask(QUESTION)
        await person.reply(Status.COMPLETE)
        await type_and_enter(person, "ordes")
        assert chatbot_of(person) == ORDER_DESK.id
        await type_and_enter(person, "conv list")
        assert not person.window.sidebar.isVisible()
        palette = await open_switcher(person)
        await person.write(palette.field, "what can")
        await person.until(lambda: palette.entry is not None, "the conversation")
        assert palette.entry is not None
        assert palette.entry.kind is Kind.CONVERSATION
        await person.press(palette.field, Qt.Key.Key_Return)
        await person.until(lambda: len(person.messages()) == 2, "the conversation in view")
        assert chatbot_of(person) == CONCIERGE.id

    live(journey)


def test_esc_closes_it_gives_the_keyboard_back_and_stops_no_reply(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(WRITER.name)
        await person.ask("Write 2,000 words slowly")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the first words")
        await activate(person)
        await person.act(person.window.chat.transcript.setFocus)
        palette = await open_switcher(person)
        await person.press(palette.field, Qt.Key.Key_Escape)
        await person.until(palette.isHidden, "the end of the switcher")
        assert person.window.chat.transcript.hasFocus()
        assert person.replies()[-1].status is Status.STREAMING
        await person.press(person.window, Qt.Key.Key_Escape)
        await person.reply(Status.STOPPED)

    live(journey)


def test_control_enter_takes_the_last_question_along_without_sending_it(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(CONCIERGE.name)
        await person.ask(QUESTION)
        await person.reply(Status.COMPLETE)
        await type_and_enter(person, "writer", CONTROL)
        assert chatbot_of(person) == WRITER.id
        assert person.composer.text() == QUESTION
        assert not person.messages()
        assert person.composer.field.hasFocus()

    live(journey)


def test_what_stands_in_the_composer_comes_along_before_the_last_question(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(CONCIERGE.name)
        await person.ask(QUESTION)
        await person.reply(Status.COMPLETE)
        await person.write(person.composer.field, "And in Leipzig?")
        await type_and_enter(person, "order", CONTROL)
        assert chatbot_of(person) == ORDER_DESK.id
        assert person.composer.text() == "And in Leipzig?"

    live(journey)


def test_the_command_asks_the_question_at_hand_and_lists_chatbots_alone(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(CONCIERGE.name)
        for text in (QUESTION, "Who are you? instantly"):
            await person.ask(text)
            await person.reply(Status.COMPLETE)
        transcript = person.window.chat.transcript
        await activate(person)
        await person.act(transcript.setFocus)
        for _ in range(3):  # from the last answer to the first one
            await person.press(transcript, Qt.Key.Key_Up, CONTROL)
        at_hand = person.desktop.chat.current
        assert at_hand is not None
        asked = at_hand.model.question_of(transcript.hand.current())
        assert asked is not None
        await person.press(transcript, Qt.Key.Key_K, CONTROL | SHIFT)
        palette = palette_of(person)
        await person.until(palette.field.hasFocus, "the switcher")
        kinds = {entry.kind for row in range(palette.model.rowCount()) if (entry := palette.model.entry_at(row))}
        assert kinds == {Kind.CHATBOT}
        await person.write(palette.field, "desk")
        await person.press(palette.field, Qt.Key.Key_Return)
        await person.until(lambda: chatbot_of(person) == ORDER_DESK.id, "the order desk")
        assert person.composer.text() == asked.text

    live(journey)


def test_a_profile_and_its_label_find_its_chatbots(live: Live) -> None:
    async def journey(person: Person) -> None:
        bots = (Chatbot("b1", "Helper"),)
        for name, label in (("Shop", "production"), ("Shop two", "staging")):
            await person.desktop.book.put(Profile(name, name, project_id="1", chatbots=bots, label=label))
        await type_and_enter(person, "helper stag")
        current = person.desktop.chat.current
        assert current is not None
        assert current.conversation.profile_id == "Shop two"

    live(journey)


def test_it_goes_away_when_something_else_takes_the_keyboard(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with(CONCIERGE.name)
        palette = await open_switcher(person)
        await person.act(person.composer.field.setFocus)
        await person.until(palette.isHidden, "the end of the switcher")
        assert person.composer.field.hasFocus()
        palette = await open_switcher(person)
        await person.act(lambda: QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft()))
        await person.until(palette.isHidden, "the end of the switcher after a click beside it")
        assert person.composer.field.hasFocus()

    live(journey)
