"""Text is selected over messages, by mouse and by keyboard, and copied in three forms."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.message import Message, Reasoning, Status, Step, Text, ToolCall, ToolState
from desktop.ui.transcript.hand.menu import message_menu
from desktop.ui.transcript.hand.mouse import Mouse
from desktop.ui.transcript.hand.selection import Selection, Spot
from desktop.ui.transcript.text.section import END, Section
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
RICH = "## Title\n\nSome **bold** `code`.\n\n- one\n- two\n\n```py\nx = 1\n```\n\n|a|b|\n|-|-:|\n|1|2|\n\n> quoted"


def said(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text, done=True))


def copied(view: TranscriptView) -> dict[str, str]:
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    mime = QGuiApplication.clipboard().mimeData()
    markdown = mime.data("text/markdown").toStdString()
    return {"plain": mime.text(), "markdown": markdown, "html": mime.html()}


def point(view: TranscriptView, message_id: str, position: int) -> QPoint:
    segments = view.rows.layout([one.id for one in _messages(view)].index(message_id)).segments
    segment = next(index for index, one in enumerate(segments) if isinstance(one, Section))
    return view.point_of(Spot(message_id, segment, position)).toPoint() + QPoint(1, 8)


def _messages(view: TranscriptView) -> tuple[Message, ...]:
    return view.messages.messages() if view.messages else ()


def drag(view: TranscriptView, start: QPoint, stop: QPoint) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), (start + stop) / 2)
    QTest.mouseMove(view.viewport(), stop)
    QTest.mouseRelease(view.viewport(), LEFT, pos=stop)


@pytest.mark.parametrize("upwards", [False, True])
def test_dragging_over_messages_takes_what_lies_between(make_view: MakeView, upwards: bool) -> None:
    view, _model = make_view(asked("q", "Where is it?"), said("a", "In **Leipzig**."), asked("r", "And when?"))
    ends = point(view, "q", 6), point(view, "r", 4)
    drag(view, *(reversed(ends) if upwards else ends))
    found = copied(view)
    assert found["plain"] == "You:\nis it?\n\nChatbot:\nIn Leipzig.\n\nYou:\nAnd "
    assert found["markdown"] == "**You:**\n\nis it?\n\n**Chatbot:**\n\nIn **Leipzig**.\n\n**You:**\n\nAnd "
    assert "<strong>Chatbot:</strong></p><p>In <strong>Leipzig</strong>.</p>" in found["html"]


def test_a_selection_stays_where_it_is_while_a_message_grows(make_view: MakeView) -> None:
    view, model = make_view(asked("q"), said("a", "One two."))
    drag(view, point(view, "a", 4), point(view, "a", 7))
    model.put(said("a", "One two. And much more.\n\n" + "words\n\n" * 3_000))
    view.scroll_to_end()
    assert copied(view)["plain"] == "two"


def test_select_all_takes_the_message_first_and_then_everything(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "Where?"), said("a", "There."))
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert copied(view)["plain"] == "There."
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert copied(view)["plain"] == "You:\nWhere?\n\nChatbot:\nThere."
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert copied(view)["plain"] == "You:\nWhere?\n\nChatbot:\nThere."


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([(Qt.Key.Key_Right, SHIFT)] * 3, "two"),
        ([(Qt.Key.Key_Right, SHIFT | CONTROL)], "two"),
        ([(Qt.Key.Key_Left, SHIFT | CONTROL)], "One "),
        ([(Qt.Key.Key_End, SHIFT)], "two."),
        ([(Qt.Key.Key_Home, SHIFT)], "One "),
        ([(Qt.Key.Key_Down, SHIFT)], "two.\n\nFour"),
        ([(Qt.Key.Key_Right, SHIFT)] * 5, "two.\n"),
        ([(Qt.Key.Key_Right, SHIFT)] * 6, "two.\n\nF"),
    ],
)
def test_keys_lead_the_selection_on(
    make_view: MakeView, keys: list[tuple[Qt.Key, Qt.KeyboardModifier]], text: str
) -> None:
    view, _model = make_view(said("a", "One two.\n\nFour five 😀."))
    QTest.mouseClick(view.viewport(), LEFT, pos=point(view, "a", 4))
    for key, modifiers in keys:
        QTest.keyClick(view, key, modifiers)
    assert copied(view)["plain"].rstrip("\n") == text.rstrip("\n")


def test_keys_lead_the_selection_over_messages_and_back(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "Where?"), answered("a", Reasoning("r", "Hm."), Text("t", "There.", done=True)))
    QTest.mouseClick(view.viewport(), LEFT, pos=point(view, "q", 5))
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert copied(view)["plain"] == "You:\n?\n\nChatbot:\nTh"
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    assert copied(view)["plain"] == "e"
    QTest.keyClick(view, Qt.Key.Key_End, SHIFT | CONTROL)
    assert copied(view)["plain"] == "You:\n?\n\nChatbot:\nThere."
    QTest.keyClick(view, Qt.Key.Key_Home, SHIFT | CONTROL)
    assert copied(view)["plain"] == "Where"


def test_keys_begin_at_the_first_line_in_sight(make_view: MakeView) -> None:
    view, _model = make_view(said("a", "\n\n".join(f"Line {number}" for number in range(200))))
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_End, SHIFT)
    assert copied(view)["plain"] == "Line 0"
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert copied(view)["plain"].count("Line") == 61
    assert view.verticalScrollBar().value() > 0
    QTest.keyClick(view, Qt.Key.Key_PageUp, SHIFT)
    assert copied(view)["plain"].count("Line") < 60


def test_everything_is_written_as_markdown_again(make_view: MakeView) -> None:
    view, _model = make_view(said("a", RICH + "\n\nThe end."), height=900)
    drag(view, point(view, "a", 0), point(view, "a", 10_000))
    QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    expected = RICH.replace("|a|b|\n|-|-:|\n|1|2|", "| a | b |\n| --- | --: |\n| 1 | 2 |") + "\n\nThe end"
    assert copied(view)["markdown"] == expected


def test_characters_that_look_like_marks_are_escaped(make_view: MakeView) -> None:
    view, _model = make_view(said("a", "\\# no title, 3 \\* 4 and `a|b`\n\nMore"))
    drag(view, point(view, "a", 0), point(view, "a", 29))
    assert copied(view)["markdown"].startswith("\\# no title, 3 \\* 4 and `a|b`")


def test_dragging_out_of_the_view_scrolls_on(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(said("a", "\n\n".join(f"Line {number}" for number in range(200))))
    bar = view.verticalScrollBar()
    start = QPoint(100, 100)
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), QPoint(100, -60))
    qtbot.waitUntil(lambda: bar.value() < bar.maximum() - 200)
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(100, -60))
    assert len(copied(view)["plain"].split("\n")) > 8
    (mouse,) = view.hand.findChildren(Mouse)
    assert not any(timer.isActive() for timer in mouse.findChildren(QTimer))


def test_keys_go_from_message_to_message(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(*(said(f"a{number}", f"Answer {number}.\n\n" * 9) for number in range(9)))
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Up, CONTROL)
    assert copied(view)["plain"].startswith("Answer 6.")
    assert view.hand.is_row_ringed("a6")
    assert view.viewport().rect().contains(view.row_rect(6).topLeft())
    QTest.keyClick(view, Qt.Key.Key_Down, CONTROL)
    assert copied(view)["plain"].startswith("Answer 7.")


def test_what_is_not_laid_out_yet_is_copied_too(make_view: MakeView) -> None:
    items = "".join(f"- item {number}\n" for number in range(6_000))
    view, _model = make_view(asked("q"), said("a", f"First words.\n\n{items}\nThe last words."), whole=False)
    layout = view.rows.layout(1)
    first = next(index for index, one in enumerate(layout.segments) if isinstance(one, Section))
    view.hand.selecting.set_selection(Selection(Spot("a", first, 6), Spot("a", END, END)))
    found = copied(view)
    assert found["plain"].startswith("words.")
    assert found["plain"].endswith("The last words.")
    assert [f"item {number}" for number in range(6_000)] == re.findall(r"item \d+", found["plain"])
    assert sum(isinstance(one, Section) and one.is_awake for one in layout.segments) < 20


def test_going_to_a_message_leaves_the_selection_and_begins_there(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "Where?"), said("a", "There."), said("b", "Here.\n\nOr there."))
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_Up, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_Up, CONTROL)
    assert copied(view)["plain"] == "There."
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert copied(view)["plain"] == "T"


def test_who_writes_in_the_transcript_writes_a_message(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(said("a", "There."))
    with qtbot.waitSignal(view.typed) as typed:
        QTest.keyClicks(view, "w")
    assert typed.args == ["w"]
    with qtbot.assertNotEmitted(view.typed):
        QTest.keyClick(view, Qt.Key.Key_Space)
        QTest.keyClick(view, Qt.Key.Key_B, CONTROL)


CALL = ToolCall("c", "lookup", state=ToolState.OUTPUT_AVAILABLE, input={"order": 4711}, output={"state": "shipped"})


@pytest.mark.parametrize("between", [False, True])
def test_what_stands_open_is_copied_with_the_whole_message(make_view: MakeView, between: bool) -> None:
    reply = answered("a", Reasoning("r", "I think so"), CALL, Text("t", "It is **shipped**.", done=True))
    others = (asked("q", "Where?"), said("z", "Yes.")) if between else ()
    view, _model = make_view(*others[:1], reply, *others[1:], height=900)
    row = len(others) // 2
    for key in ("reasoning:0", "tool:1"):
        view.rows.toggle(row, key)
    view.settle()
    view.hand.touch("a")
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    if between:
        QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    found = copied(view)
    for words in ("I think so", "Lookup", "Tool: lookup", "order: 4711", 'state: "shipped"', "It is shipped."):
        assert words in found["plain"]
    assert "It is **shipped**." in found["markdown"]
    assert "<strong>shipped</strong>" in found["html"]


def test_how_a_message_ended_is_copied_where_it_is_selected(make_view: MakeView) -> None:
    reply = answered("a", Text("t", "It is", done=True), status=Status.STOPPED)
    view, _model = make_view(asked("q", "Where?"), reply, said("z", "Yes."))
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert "Stopped" in copied(view)["plain"]


def test_words_that_are_folded_away_are_not_copied(make_view: MakeView) -> None:
    steps = Step(), Text("t", "First words.", done=True), Step(), Text("u", "Second words.", done=True)
    view, _model = make_view(answered("a", *steps))
    view.rows.toggle(0, "step:2:closed")
    view.settle()
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert copied(view)["plain"] == "First words."


def test_an_open_card_is_copied_where_there_is_nothing_else(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", CALL), height=900)
    view.rows.toggle(0, "tool:0")
    view.settle()
    QGuiApplication.clipboard().setText("precious")
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert "order: 4711" in copied(view)["plain"]


def test_where_nothing_can_be_copied_the_clipboard_keeps_what_it_holds(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", CALL), said("b", "Other words."))
    QGuiApplication.clipboard().setText("precious")
    view.hand.selecting.take_more("a")
    assert view.hand.current() == "b"
    assert copied(view)["plain"] == "precious"
    view.hand.selecting.clear()
    view.hand.touch("a")
    assert copied(view)["plain"] == "precious"
    menu = message_menu(view, "a", has_selection=False)
    assert [action.text() for action in menu.actions() if action.text().startswith("Copy") and action.isEnabled()] == []
    menu.close()
