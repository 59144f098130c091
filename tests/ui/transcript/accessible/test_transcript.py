"""What Qt hands to a screen reader about the transcript. `tests/e2e/test_screen_reader.py` asks from outside."""

import gc
import weakref

from msgspec import UNSET
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.message import Notice, Reasoning, Status, Text, ToolCall, ToolState, empty_reply
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.transcript.accessible.row import AccessibleRow
from desktop.ui.transcript.accessible.transcript import AccessibleTranscript
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import NOW, MakeView, answered, asked

NAME = QAccessible.Text.Name
CALL = ToolCall("c", "look_up_order", state=ToolState.OUTPUT_AVAILABLE, input={"id": 1}, output="left")
LINK = Text("t", "See [the way](https://example.com/way).", done=True)


def of(view: TranscriptView) -> AccessibleTranscript:
    found = QAccessible.queryAccessibleInterface(view)
    assert isinstance(found, AccessibleTranscript)
    return found


def row(view: TranscriptView, number: int) -> AccessibleRow:
    found = of(view).child(number)
    assert isinstance(found, AccessibleRow)
    return found


def things(view: TranscriptView, number: int) -> dict[str, QAccessibleInterface]:
    """What can be pressed in a row, by name."""
    inside = row(view, number)
    found = [inside.child(index) for index in range(inside.childCount())]
    return {one.text(NAME): one for one in found if one is not None}


def press(thing: QAccessibleInterface, action: str = QAccessibleActionInterface.pressAction()) -> None:
    thing.actionInterface().doAction(action)
    QCoreApplication.sendPostedEvents()


def take_keyboard(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()


def test_rows_have_a_place_and_a_text(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", LINK))
    assert of(view).childCount() == 2
    answer = row(view, 1)
    assert answer.role() is QAccessible.Role.ListItem
    assert answer.text(NAME).endswith(": See the way.")
    assert answer.text(QAccessible.Text.Description) == "2 of 2"
    assert of(view).indexOfChild(answer) == 1
    assert answer.parent() is of(view)
    assert of(view).child(2) is None


def said(view: TranscriptView, number: int) -> list[str]:
    """All that is in a row, in its order."""
    inside = row(view, number)
    count = inside.childCount()
    found = [inside.child(index) for index in range(count)]
    assert [inside.indexOfChild(one) for one in found if one is not None] == list(range(count))
    return [one.text(NAME) for one in found if one is not None]


def test_what_opens_is_read_in_its_order(make_view: MakeView, qtbot: QtBot) -> None:
    order = {"number": 4711, "to": {"city": "Leipzig", "state": "shipped"}, "text": "two\nlines"}
    view, _model = make_view(
        asked("q"),
        answered(
            "a",
            Reasoning("r", "I **look** it up.", done=True),
            replace(CALL, output=order),
            Notice("Only a *test*."),
            LINK,
        ),
    )
    assert "Only a *test*." in said(view, 1)
    assert not [words for words in said(view, 1) if "4711" in words or "look it up" in words]
    for name in ("Reasoning, 4 words, closed", "Look up order, done"):
        press(things(view, 1)[name])
    qtbot.waitUntil(lambda: "number: 4711" in said(view, 1))
    found = said(view, 1)
    wanted = [
        "Reasoning, 4 words, open",
        "I look it up.",
        "Look up order, done",
        "Look up order",
        "Tool: look_up_order",
        "id: 1",
        "number: 4711",
        "to, 2 fields, open",
        'city: "Leipzig"',
        'state: "shipped"',
        'text: "two\nlines"',
        "Only a *test*.",
        "the way",
    ]
    assert [words for words in found if words in wanted] == wanted
    press(things(view, 1)["to, 2 fields, open"])
    qtbot.waitUntil(lambda: "to, 2 fields, closed" in said(view, 1))
    assert 'state: "shipped"' not in said(view, 1)
    press(things(view, 1)["Look up order, done"])
    qtbot.waitUntil(lambda: "number: 4711" not in said(view, 1))


def test_all_of_a_long_error_is_read_up_to_a_limit(make_view: MakeView, qtbot: QtBot) -> None:
    failed = replace(CALL, state=ToolState.OUTPUT_ERROR, output=UNSET, error="some words " * 500 + "the end")
    long = Reasoning("r", "some words\n\n" * 100_000, done=True)
    view, _model = make_view(asked("q"), answered("a", failed, long, Notice("A colleague comes.")))
    view.rows.toggle(1, "tool:0")
    view.settle()
    press(things(view, 1)["Show all (5507 characters)"])
    qtbot.waitUntil(lambda: "the end" in " ".join(said(view, 1)))
    view.rows.toggle(1, "reasoning:1")
    view.settle()
    qtbot.waitUntil(lambda: "More is not read here." in said(view, 1))
    found = said(view, 1)
    end = found.index("More is not read here.")
    assert all(words.startswith("some words") for words in found[end - 500 : end])
    assert not found[end - 501].startswith("some words")
    assert found[end + 1] == "A colleague comes."
    assert not any("some words" in words or "not read" in words for words in found[end + 1 :])
    assert max(map(len, found[1:])) <= 2_100


def test_where_a_card_is_not_read_on_is_said_and_what_comes_below_is_read(make_view: MakeView) -> None:
    output = {f"order{number}": {f"field{at}": at for at in range(8)} for number in range(80)}
    large, small = replace(CALL, output=output), replace(CALL, id="d", output={"last": "left"})
    view, _model = make_view(answered("a", large, Text("t", "Then:", done=True), small))
    view.rows.opened = {"a": frozenset({"tool:0", "tool:2", *(f"tool:0:output.{at}:open" for at in range(80))})}
    view.settle()
    found = said(view, 0)
    told = "More is not read here. Open all shows it."
    assert found.count(told) == 1
    end = found.index(told)
    lines = [words for words in found[:end] if words.startswith(("order", "field"))]
    assert len(lines) == 500
    assert "order79, 8 fields, open" in found[end:], "buttons are all there"
    assert "field7: 7" not in found[end:]
    assert 'last: "left"' in found[end:]


def test_a_link_and_a_button_stand_in_their_row(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"), answered("a", CALL, LINK))
    found = things(view, 1)
    link = found["the way"]
    assert link.role() is QAccessible.Role.Link
    assert link.text(QAccessible.Text.Description) == "https://example.com/way"
    assert found["Look up order, done"].role() is QAccessible.Role.Button
    assert row(view, 1).rect().contains(link.rect())
    middle = link.rect().center()
    assert of(view).childAt(middle.x(), middle.y()) is link
    outside = view.mapToGlobal(QPoint(-50, -50))
    assert of(view).childAt(outside.x(), outside.y()) is None
    with qtbot.waitSignal(view.link_activated) as activated:
        press(link)
    assert activated.args == ["https://example.com/way"]


def test_a_press_opens_a_tool_and_its_card_is_found_too(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", CALL))
    before = set(things(view, 0))
    closed = view.rows.heights[0]
    press(things(view, 0)["Look up order, done"])
    qtbot.waitUntil(lambda: view.rows.heights[0] > closed)
    assert set(things(view, 0)) > before


def test_the_keyboard_is_put_on_a_link(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", LINK))
    take_keyboard(view, qtbot)
    link = things(view, 0)["the way"]
    press(link, QAccessibleActionInterface.setFocusAction())
    qtbot.waitUntil(lambda: link.state().focused == 1)
    assert row(view, 0).state().focused == 0
    assert of(view).focusChild() is link


def test_the_keyboard_is_put_on_a_row_that_is_far_away(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(*(asked(str(number)) for number in range(100)))
    take_keyboard(view, qtbot)
    assert row(view, 0).state().offscreen == 1
    press(row(view, 0), QAccessibleActionInterface.setFocusAction())
    assert row(view, 0).state().offscreen == 0
    assert row(view, 0).state().focused == 1
    assert of(view).focusChild() is row(view, 0)


def test_a_reply_under_way_is_busy(make_view: MakeView) -> None:
    view, model = make_view(empty_reply("a", NOW))
    assert row(view, 0).state().busy == 1
    model.put(answered("a", LINK))
    assert row(view, 0).state().busy == 0


def test_a_node_answers_nothing_once_its_message_is_gone(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(asked("q"), answered("a", LINK))
    gone, link = row(view, 1), things(view, 1)["the way"]
    number = QAccessible.uniqueId(link)
    model.remove("a")
    assert not gone.isValid()
    assert not link.isValid()
    assert of(view).childCount() == 1
    qtbot.waitUntil(lambda: QAccessible.accessibleInterface(number) is None)


def test_rows_of_another_conversation_are_others(make_view: MakeView) -> None:
    view, model = make_view(asked("q", "One?"))
    first = row(view, 0)
    other = MessageModel(view)
    other.reset([asked("q", "Two?")])
    view.setModel(other)
    assert row(view, 0).text(NAME).endswith(": Two?")
    assert row(view, 0) is not first
    view.setModel(model)
    assert row(view, 0).text(NAME).endswith(": One?")


def test_qt_asks_ours_also_after_a_signal_was_connected_to_the_view(make_view: MakeView) -> None:
    view, model = make_view(asked("q"))
    model.modelReset.connect(view.keyboardSearch)
    view.setModel(model)
    assert of(view).childCount() == 1


def test_a_view_is_not_kept_alive_and_its_nodes_end_with_it(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    view = TranscriptView(theme.load("light"), parent)
    model = MessageModel(view)
    model.reset([answered("a", LINK)])
    view.setModel(model)
    numbers = [QAccessible.uniqueId(node) for node in (of(view), row(view, 0), *things(view, 0).values())]
    assert all(QAccessible.accessibleInterface(number) is not None for number in numbers)
    seen = weakref.ref(view)
    view.deleteLater()
    del view, model
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert seen() is None
    assert [QAccessible.accessibleInterface(number) for number in numbers] == [None] * len(numbers)


def test_a_long_message_is_named_by_its_beginning_and_read_on_inside(make_view: MakeView) -> None:
    sentences = [f"Sentence **number {number}**, and no other." for number in range(300)]
    view, model = make_view(answered("a", Text("t", "\n\n".join(sentences), done=True)))
    long = row(view, 0)
    assert long.text(NAME).endswith(" ….")
    assert len(long.text(NAME)) < 2_100
    inside = [long.child(index) for index in range(long.childCount())]
    found = [one for one in inside if one is not None and one.role() is QAccessible.Role.Paragraph]
    assert all(len(one.text(NAME)) <= 2_000 for one in found)
    said = " ".join([long.text(NAME), *(one.text(NAME) for one in found)])
    assert [f"Sentence number {number}, and no other." in said for number in range(300)] == [True] * 300
    assert "Details" in things(view, 0)
    model.put(answered("a", LINK))
    assert "Paragraph" not in {one.role().name for one in things(view, 0).values()}


def test_a_megabyte_is_not_parsed_to_be_named(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", "word " * 200_000, done=True)), whole=False)
    assert len(row(view, 0).text(NAME)) < 2_100


def test_a_reply_that_was_removed_or_left_is_forgotten(make_view: MakeView) -> None:
    view, model = make_view(asked("q"))
    said: list[str] = []
    view.speech.announced.connect(said.append)
    model.put(empty_reply("a", NOW))
    model.remove("a")
    model.put(replace(answered("a", LINK), status=Status.COMPLETE))
    assert said == ["The chatbot is answering."]


def test_an_end_is_said_without_marks_and_briefly(make_view: MakeView) -> None:
    view, model = make_view(asked("q"))
    said: list[str] = []
    view.speech.announced.connect(said.append)
    for text in ("It", "It left **Leip", "It left **Leipzig**. " + "More. " * 1000):
        model.put(answered("a", Text("t", text), status=Status.STREAMING))
    model.put(answered("a", Text("t", "It left **Leipzig**. " + "More. " * 1000, done=True)))
    assert len(said) == 2
    assert said[1].startswith("It left Leipzig. More.")
    assert len(said[1]) == 1000


def test_being_asked_about_a_row_above_moves_nothing_that_is_read(make_view: MakeView, qtbot: QtBot) -> None:
    code = ("Words.\n\n```\n" + "x\n" * 30 + "```\n\n") * 60
    words = "".join(f"P{number} words that go on for a while.\n\n" for number in range(200))
    above, below = answered("a", Text("t", code, done=True)), answered("b", Text("t", words, done=True))
    view, _model = make_view(asked("q"), above, below, whole=False)
    bar, heights = view.verticalScrollBar(), view.rows.heights
    for beyond in (-100, 900):
        bar.setValue(heights.top(2) + beyond)
        qtbot.waitUntil(lambda: not any(view.rows.is_waiting(seen) for seen in view.rows_in_sight()))
    assert view.rows.find(1) is not None
    inside, height = bar.value() - heights.top(2), heights[1]
    assert row(view, 1).childCount() > 1
    assert heights[1] != height
    assert bar.value() - heights.top(2) == inside
