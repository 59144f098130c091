import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, Source, Status, Text, ToolCall, ToolState, empty_reply, question
from desktop.ui.conversation.message_model import MESSAGE_ROLE, MessageModel

ASKED = question("q", "Where is it?", 1_700_000_000.0)
REPLY = empty_reply("r", 1_700_000_001.0)


def checked_model() -> tuple[MessageModel, QAbstractItemModelTester]:
    model = MessageModel()
    return model, QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


def test_new_messages_are_inserted_at_the_end(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    model.put(ASKED)
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.put(REPLY)
    assert inserted.args is not None
    assert inserted.args[1:] == [1, 1]
    assert model.messages() == (ASKED, REPLY)
    assert (model.row_of("r"), model.row_of("x")) == (1, -1)
    assert (model.find("q"), model.find("x")) == (ASKED, None)


def test_a_known_message_changes_its_row_and_an_equal_one_nothing(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    model.reset([ASKED, REPLY])
    grown = replace(REPLY, parts=(Text("t", "Hello"),))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.put(grown)
    assert changed.args is not None
    assert [changed.args[0].row(), changed.args[1].row()] == [1, 1]
    assert MESSAGE_ROLE in changed.args[2]
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.rowsInserted):
        model.put(replace(grown))
    assert model.data(model.index(1)) == "Hello"
    assert model.data(model.index(1), MESSAGE_ROLE) == grown
    assert model.data(model.index(1), Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0)) == 0


def test_removal_moves_the_rows_behind_it(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    model.reset([ASKED, REPLY])
    model.remove("nobody")
    model.remove("q")
    assert model.messages() == (REPLY,)
    assert model.row_of("r") == 0


def test_a_row_is_spoken_with_author_time_text_tools_and_ending(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    model.set_chatbot_name("Order desk")
    call = ToolCall("c", "look_up_order", state=ToolState.OUTPUT_ERROR, error="timeout")
    failed = replace(
        REPLY,
        parts=(call, Text("t", "Sorry"), Source("s", url="https://example.com")),
        status=Status.FAILED,
        problem=Problem("rate_limited"),
    )
    spoken = model.spoken(failed)
    assert spoken.startswith("Order desk, ")
    assert ": Sorry. Look up order: failed." in spoken
    assert spoken.endswith("Too many messages in a short time. Wait a moment, then try again.")
    assert "waiting for the first word" in model.spoken(REPLY)
    assert model.spoken(replace(ASKED, status=Status.SENT)).endswith(": Where is it?")


def test_a_new_name_reaches_the_rows_that_carry_it(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    assert model.author(REPLY) == "Chatbot"
    model.reset([ASKED, REPLY])
    with qtbot.waitSignal(model.dataChanged):
        model.set_chatbot_name("Writer")
    assert (model.author(ASKED), model.author(REPLY)) == ("You", "Writer")


def test_a_message_is_put_back_into_its_row_and_only_once(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    last = question("q2", "And then?", 1_700_000_002.0)
    model.reset([ASKED, last])
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.insert(1, REPLY)
    assert inserted.args is not None
    assert inserted.args[1:] == [1, 1]
    model.insert(0, REPLY)
    assert model.messages() == (ASKED, REPLY, last)
    assert [model.row_of(key) for key in ("q", "r", "q2")] == [0, 1, 2]


def test_a_reply_knows_its_question_by_name_and_an_older_one_by_place(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    other = question("q2", "And then?", 1_700_000_002.0)
    model.reset([ASKED, other, replace(REPLY, question_id="q"), replace(REPLY, id="old")])
    assert model.question_of("r") == ASKED
    assert model.question_of("old") == other
    assert model.question_of("q2") == other
    assert model.question_of("nobody") is None
    model.remove("q")
    assert model.question_of("r") is None
    model.remove("q2")
    assert model.question_of("old") is None


def path(*names: str) -> list[Message]:
    return [replace(ASKED, id=name) for name in names]


@pytest.mark.parametrize(
    ("before", "after", "removed", "inserted"),
    [
        ("abcd", "abxy", [[2, 3]], [[2, 3]]),
        ("abcd", "ab", [[2, 3]], []),
        ("ab", "abcd", [], [[2, 3]]),
        ("abcd", "acd", [[1, 1]], []),
        ("acd", "abcd", [], [[1, 1]]),
        ("abcd", "abxd", [[2, 2]], [[2, 2]]),
        ("abcd", "abcd", [], []),
        ("", "ab", [], [[0, 1]]),
        ("ab", "", [[0, 1]], []),
    ],
)
def test_another_branch_changes_only_the_rows_that_differ(
    qtbot: QtBot, before: str, after: str, removed: list[list[int]], inserted: list[list[int]]
) -> None:
    model, _tester = checked_model()
    model.reset(path(*before))
    gone: list[list[int]] = []
    come: list[list[int]] = []
    turning: list[bool] = []
    model.rowsRemoved.connect(lambda _parent, first, last: gone.append([first, last]))
    model.rowsInserted.connect(lambda _parent, first, last: come.append([first, last]))
    model.rowsInserted.connect(lambda *_: turning.append(model.is_turning))
    model.show(path(*after), {})
    assert model.messages() == tuple(path(*after))
    assert [model.row_of(name) for name in after] == list(range(len(after)))
    assert (gone, come) == (removed, inserted)
    assert turning == [bool(removed)] * len(inserted)
    assert not model.is_turning


def test_a_row_whose_versions_changed_says_so(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    model.reset(path("a", "b"))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.show(path("a", "b"), {"b": (2, 3)})
    assert changed.args is not None
    assert changed.args[0].row() == 1
    assert (model.version_of("a"), model.version_of("b")) == ((1, 1), (2, 3))
    assert "Version 2 of 3." in model.spoken(model.message_at(1))
    assert "Version" not in model.spoken(model.message_at(0))


def test_a_message_that_changed_meanwhile_is_put_in_its_row(qtbot: QtBot) -> None:
    model, _tester = checked_model()
    model.reset(path("a", "b"))
    changed = replace(ASKED, id="b", status=Status.SENT)
    model.show([model.message_at(0), changed], {})
    assert model.message_at(1) == changed
