"""Keys about the message at hand go on where the reader is after that message was deleted, and act once."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, Status, Text
from desktop.ui.actions import message_keys
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.hand.selection import whole
from desktop.ui.transcript.segment import Action
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

CONTROL = Qt.KeyboardModifier.ControlModifier
LINK = Text("t", "See [our page](https://example.com/a).", done=True)

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def talk() -> list[Message]:
    replies = [replace(answered(f"r{n}", LINK), question_id=f"q{n}") for n in (1, 2)]
    return [asked("q1"), replies[0], asked("q2"), replies[1]]


def with_keyboard(made: tuple[TranscriptView, MessageModel], qtbot: QtBot) -> tuple[TranscriptView, MessageModel]:
    """A view that has the keyboard, and whose deletions are done at once."""
    view, model = made
    view.delete_requested.connect(model.remove)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view, model


def ids(model: MessageModel) -> list[str]:
    return [message.id for message in model.messages()]


def ringed(view: TranscriptView) -> list[str]:
    model = view.messages
    return [one.id for one in model.messages() if view.hand.is_row_ringed(one.id)] if model else []


def go_up(view: TranscriptView, times: int) -> None:
    for _ in range(times):
        QTest.keyClick(view, Qt.Key.Key_Up, CONTROL)


def test_after_a_deletion_the_message_below_is_at_hand_and_ringed(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = with_keyboard(make_view(*talk()), qtbot)
    go_up(view, 3)
    assert ringed(view) == ["r1"]
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert (ids(model), ringed(view)) == (["q1", "q2", "r2"], ["q2"])
    assert view.currentIndex().row() == 1
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert (ids(model), ringed(view)) == (["q1", "r2"], ["r2"])
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert (ids(model), ringed(view)) == (["q1"], ["q1"])
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert (ids(model), ringed(view), view.hand.current()) == ([], [], "")


def test_asking_again_after_a_deletion_is_about_the_message_below(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = with_keyboard(make_view(*talk()), qtbot)
    go_up(view, 4)
    QTest.keyClick(view, Qt.Key.Key_Down, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    with qtbot.waitSignal(view.retry_requested) as asked_for:
        QTest.keyClick(view, Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert asked_for.args == ["q2"]


def test_a_key_that_is_held_down_deletes_one_message(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = with_keyboard(make_view(*talk()), qtbot)
    QTest.keyPress(view, Qt.Key.Key_Delete)
    for _ in range(3):
        QTest.simulateEvent(view, True, Qt.Key.Key_Delete.value, Qt.KeyboardModifier.NoModifier, "", True)
    QTest.keyRelease(view, Qt.Key.Key_Delete)
    assert ids(model) == ["q1", "r1", "q2"]


def test_a_thing_in_a_deleted_message_leaves_the_ring_to_the_message_below(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = with_keyboard(make_view(*talk()), qtbot)
    assert view.focusNextPrevChild(True)
    assert view.hand.focused_in("r1")
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert (ids(model), ringed(view)) == (["q1", "q2", "r2"], ["q2"])


def test_what_another_message_has_stays(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = with_keyboard(make_view(*talk()), qtbot)
    assert view.focusNextPrevChild(True)
    focused = view.hand.focused_in("r1")
    view.hand.selecting.set_selection(whole("q2"))
    model.remove("r2")
    assert view.hand.focused_in("r1") == focused != ""
    assert view.hand.selecting.selection == whole("q2")
    model.remove("q2")
    assert view.hand.selecting.selection.is_empty
    assert view.hand.current() == "r1"
    assert view.hand.focused_in("r1") == focused


def test_no_message_is_ringed_for_who_uses_the_mouse(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = with_keyboard(make_view(*talk()), qtbot)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.row_rect(1).center())
    model.remove("r1")
    assert (view.hand.current(), ringed(view)) == ("q2", [])


@pytest.mark.parametrize("gone", [[], ["q1"]])
def test_a_reply_is_tried_again_while_its_question_is_there(make_view: MakeView, qtbot: QtBot, gone: list[str]) -> None:
    failed = replace(
        answered("r", status=Status.FAILED, problem=Problem("server_failed", retryable=True)), question_id="q1"
    )
    view, model = with_keyboard(make_view(asked("q1"), failed, replace(failed, id="r-again")), qtbot)

    def offered() -> list[str]:
        things = ((row, thing) for row in range(model.rowCount()) for _at, thing in view.rows.layout(row).targets())
        return [model.message_at(row).id for row, thing in things if thing.action is Action.RETRY]

    assert offered() == ["r", "r-again"]
    wished: list[str] = []
    view.retry_requested.connect(wished.append)
    for message_id in gone:
        model.remove(message_id)
    QTest.keyClick(view, Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert (offered(), wished) == (([], []) if gone else (["r", "r-again"], ["r-again"]))
    model.insert(0, asked("q1"))
    assert offered() == ["r", "r-again"]


@pytest.mark.parametrize(
    ("key", "modifier", "signal", "args"),
    [
        (Qt.Key.Key_E, CTRL_SHIFT, "edit_requested", ["q2"]),
        (Qt.Key.Key_R, CTRL_ALT, "restart_requested", ["q2"]),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, "version_requested", ["q2", -1]),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier, "version_requested", ["q2", 1]),
    ],
)
def test_a_question_is_edited_restarted_from_and_changed_for_another_version_by_key(
    make_view: MakeView,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    signal: str,
    args: list[object],
) -> None:
    view, _model = with_keyboard(make_view(*talk()), qtbot)
    go_up(view, 2)
    assert ringed(view) == ["q2"]
    with qtbot.waitSignal(getattr(view, signal)) as wished:
        QTest.keyClick(view, key, modifier)
    assert wished.args == args


def test_a_reply_cannot_be_edited(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = with_keyboard(make_view(*talk()), qtbot)
    with qtbot.assertNotEmitted(view.edit_requested), qtbot.assertNotEmitted(view.restart_requested):
        QTest.keyClick(view, Qt.Key.Key_E, CTRL_SHIFT)
        QTest.keyClick(view, Qt.Key.Key_R, CTRL_ALT)


def test_words_of_others_are_not_asked_again_edited_or_deleted(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = with_keyboard(make_view(*talk()), qtbot)
    view.read_only = True
    wishes: list[str] = []
    for name in ("retry_requested", "edit_requested", "restart_requested", "delete_requested", "details_requested"):
        getattr(view, name).connect(lambda *_given, name=name: wishes.append(name))
    go_up(view, 2)
    for command_id in ("ask_again", "edit", "restart_from", "delete", "details"):
        QTest.keySequence(view, message_keys(command_id))
    assert wishes == ["details_requested"]
    assert len(ids(model)) == 4
