"""The composer: what sends, what does not, and that nothing typed is lost."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt, SignalInstance
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.settings import SendKey
from desktop.ui.conversation.composer import Composer
from desktop.ui.conversation.edit_bar import Editing
from desktop.ui.look.theme import ThemeSwitch


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


def heard(signal: SignalInstance) -> list[object]:
    """What a signal says from now on."""
    said: list[object] = []
    signal.connect(lambda *values: said.append(*values or (None,)))
    return said


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


def test_while_a_reply_streams_what_is_sent_waits_in_the_queue(composer: Composer) -> None:
    texts, queued = sent(composer), heard(composer.queue_requested)
    composer.set_streaming(True)
    assert composer.stop_button.isVisible()
    assert composer.send_button.text() == composer.send_button.accessibleName() == "Queue"
    QTest.keyClicks(composer.field, "next")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert (composer.text(), texts, queued) == ("next", [], ["next"])
    assert composer.hint.text() == "This is asked when the answer has ended."
    composer.set_streaming(False)
    assert not composer.stop_button.isVisible()
    assert composer.send_button.text() == "Send to Concierge"
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert (texts, queued) == (["next"], ["next"])


EDITING = Editing("Editing an earlier question")


def test_editing_keeps_the_draft_aside_and_gives_it_back(composer: Composer) -> None:
    texts, drafts = sent(composer), heard(composer.text_changed)
    composer.set_text("a draft")
    composer.begin_editing("earlier", EDITING)
    assert (composer.text(), composer.edit_bar.text) == ("earlier", "Editing an earlier question")
    assert composer.edit_bar.isVisible()
    edits, done = heard(composer.edit_changed), heard(composer.edit_submitted)
    QTest.keyClicks(composer.field, "!")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert (edits, done, texts, drafts) == (["earlier!"], ["earlier!"], [], ["a draft"])
    composer.end_editing()
    assert (composer.text(), composer.edit_bar.isVisible(), drafts) == ("a draft", False, ["a draft"])
    composer.end_editing()
    assert composer.text() == "a draft"


def test_a_draft_that_comes_while_something_is_edited_waits(composer: Composer) -> None:
    composer.begin_editing("earlier", EDITING)
    composer.set_text("the draft of another conversation")
    assert composer.text() == "earlier"
    composer.begin_editing("another one", EDITING)
    composer.end_editing()
    assert composer.text() == "the draft of another conversation"


def test_an_edited_question_is_not_sent_before_the_reply_has_ended(composer: Composer) -> None:
    done = heard(composer.edit_submitted)
    composer.set_streaming(True)
    composer.begin_editing("earlier", EDITING)
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert not composer.send_button.isEnabled()
    assert "when the answer has ended" in composer.hint.text()
    composer.begin_editing("a queued one", Editing("Editing a question that waits", "Save", waits=False))
    assert composer.send_button.text() == "Save"
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert done == ["a queued one"]


def test_the_cross_stops_editing_and_the_field_has_the_keyboard(composer: Composer) -> None:
    cancelled = heard(composer.edit_cancelled)
    composer.begin_editing("earlier", EDITING)
    composer.edit_bar.cancel_button.setFocus()
    QTest.mouseClick(composer.edit_bar.cancel_button, Qt.MouseButton.LeftButton)
    assert len(cancelled) == 1
    composer.end_editing()
    assert composer.focusWidget() is composer.field


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


def test_the_chatbots_own_words_stand_in_the_empty_field_until_another_one_is_asked(composer: Composer) -> None:
    composer.set_placeholder("Type message here..")
    assert composer.field.placeholderText() == "Type message here.."
    composer.set_placeholder("")
    assert composer.field.placeholderText() == "Type message here.."
    composer.set_chatbot("Writer")
    assert composer.field.placeholderText() == "Ask Writer…"


def test_the_keyboard_is_not_fetched_from_elsewhere(qtbot: QtBot, composer: Composer) -> None:
    frame = QWidget()
    elsewhere = QLineEdit(frame)
    composer.setParent(frame)
    qtbot.addWidget(frame)
    with qtbot.waitExposed(frame):
        frame.show()
    composer.set_streaming(True)
    composer.begin_editing("earlier", EDITING)
    composer.show()
    for button in (composer.stop_button, composer.edit_bar.cancel_button):
        button.setFocus()
        assert frame.focusWidget() is button
        elsewhere.setFocus()
        composer.end_editing()
        composer.set_streaming(False)
        assert frame.focusWidget() is elsewhere
        composer.begin_editing("earlier", EDITING)
    composer.setParent(None)
