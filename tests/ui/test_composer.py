"""The composer: what sends, what does not, and that nothing typed is lost."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.settings import SendKey
from desktop.ui.composer import Composer
from desktop.ui.theme import ThemeSwitch


@pytest.fixture
def composer(qtbot: QtBot, switch: ThemeSwitch) -> Composer:
    made = Composer(switch)
    made.set_chatbot("Concierge")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.field.setFocus()
    return made


def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.message_submitted.connect(texts.append)
    return texts


def compose(composer: Composer, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QCoreApplication.sendEvent(composer.field, event)


def test_return_sends_what_was_typed_and_leaves_emptying_to_the_owner(composer: Composer) -> None:
    texts = sent(composer)
    QTest.keyClicks(composer.field, "Where is my order?")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == ["Where is my order?"]
    assert composer.text() == "Where is my order?"


def test_the_enter_key_of_the_number_pad_sends_too(composer: Composer) -> None:
    texts = sent(composer)
    composer.set_text("4711")
    QTest.keyClick(composer.field, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert texts == ["4711"]


def test_shift_return_makes_a_new_line(composer: Composer) -> None:
    texts = sent(composer)
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.field, "two")
    assert composer.text() == "one\ntwo"
    assert texts == []


def test_with_ctrl_enter_as_send_key_return_makes_a_new_line(composer: Composer) -> None:
    texts = sent(composer)
    composer.set_send_key(SendKey.CTRL_ENTER)
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == []
    QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert texts == ["one"]
    assert "Ctrl+Enter" in composer.hint.text()


def test_return_belongs_to_an_input_method_while_it_is_composing(composer: Composer) -> None:
    texts = sent(composer)
    compose(composer, "にほん")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == []
    compose(composer, "", commit="日本")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == ["日本"]


def test_blank_text_is_not_sent(composer: Composer) -> None:
    texts = sent(composer)
    QTest.keyClicks(composer.field, "   ")
    assert not composer.send_button.isEnabled()
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == []


def test_while_a_reply_streams_typing_goes_on_and_sending_waits(composer: Composer) -> None:
    texts = sent(composer)
    composer.set_streaming(True)
    assert composer.stop_button.isVisible()
    QTest.keyClicks(composer.field, "next")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert (composer.text(), texts) == ("next", [])
    assert "when the reply has ended" in composer.hint.text()
    composer.set_streaming(False)
    assert not composer.stop_button.isVisible()
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == ["next"]


def test_stop_gives_the_focus_back_to_the_field(composer: Composer) -> None:
    composer.set_streaming(True)
    composer.stop_button.setFocus()
    composer.set_streaming(False)
    assert composer.focusWidget() is composer.field


def test_the_button_says_who_gets_the_message(composer: Composer) -> None:
    composer.set_chatbot("Order desk")
    assert composer.send_button.text() == "Send to Order desk"
    assert composer.field.placeholderText() == "Ask Order desk…"


def test_the_field_grows_to_eight_lines_and_scrolls_beyond(composer: Composer) -> None:
    line = composer.field.fontMetrics().lineSpacing()
    one = composer.field.height()
    composer.set_text("\n".join("abc"))
    assert composer.field.height() == one + 2 * line
    composer.set_text("\n" * 30)
    assert composer.field.height() == one + 7 * line
    assert composer.field.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded
