"""Where a reader was: found again after another conversation, and whatever comes above in the same message."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from desktop.core.message import Status, Text, ToolCall, ToolState
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.memento import Memento
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked
from tests.ui.transcript.test_view import MUCH, pill, top_line


def test_a_reader_who_comes_back_finds_the_place_and_what_was_open(make_view: MakeView, qtbot: QtBot) -> None:
    call = ToolCall("c", "find", state=ToolState.OUTPUT_AVAILABLE, output=1)
    long = answered("a", call, Text("t", "\n\n".join(f"Paragraph {number}." for number in range(300)), done=True))
    view, model = make_view(asked("q"), long, height=300)
    view.rows.toggle(1, "tool:0")
    view.verticalScrollBar().setValue(2_000)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    before = top_line(view), [target.key for _index, target in view.rows.layout(1).targets()]
    memento, other = view.memento(), MessageModel(view)
    other.reset([asked("x")])
    view.setModel(other)
    view.resize(400, 300)
    view.resize(800, 300)
    view.setModel(model)
    view.come_back(memento)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    assert not view.is_following
    assert (top_line(view), [target.key for _index, target in view.rows.layout(1).targets()]) == before
    assert len(before[1]) > 2
    view.come_back(Memento(None, {}, None))
    assert view.rows.opened == {}


def test_new_text_is_told_when_the_reader_comes_back(make_view: MakeView) -> None:
    view, model = make_view(asked("q"), answered("a", Text("t", MUCH, done=True)), height=300)
    view.verticalScrollBar().setValue(0)
    memento = view.memento()
    model.put(asked("r"))
    view.setModel(model)
    view.come_back(memento)
    assert pill(view).isVisible()
    model.reset([asked("z")])
    view.come_back(memento)
    assert view.is_following


def paragraphs(count: int) -> str:
    return "".join(
        f"Paragraph number {number} with some words that fill a part of its line.\n\n" for number in range(count)
    )


def read_at(view: TranscriptView) -> str:
    """The words at the top of the viewport, once all in sight is laid out."""
    row = view.rows.heights.row_at(view.verticalOffset())
    layout, top = view.rows.layout(row), view.verticalOffset() - view.rows.heights.top(row)
    leaf = next(leaf for leaf, place in layout.placed_leaves() if place.y() + leaf.height > top)
    return leaf.plain(0, leaf.length)


@pytest.mark.parametrize("what", ["a late definition", "the output of a tool", "the line of a day"])
def test_the_line_that_is_read_stays_whatever_comes_above(make_view: MakeView, qtbot: QtBot, what: str) -> None:
    call, text = ToolCall("c", "find", input={"a": 1}), paragraphs(120)
    live = answered("live", call, Text("t", text), status=Status.STREAMING)
    view, model = make_view(asked("q"), live, height=300)
    view.rows.toggle(1, "tool:0")
    view.settle()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    before = read_at(view)
    spot = view.hand.selecting.spot_at(QPointF(100, 100))
    assert spot is not None
    view.hand.selecting.take_paragraph(spot)
    chosen = view.hand.selecting.mime()
    match what:
        case "a late definition":
            model.put(replace(live, parts=(call, Text("t", f"{text}See [x].\n\n[x]: https://example.com\n\nEnd.\n\n"))))
        case "the output of a tool":
            done = replace(call, state=ToolState.OUTPUT_AVAILABLE, output={"many": list(range(30))})
            model.put(replace(live, parts=(done, Text("t", text))))
        case _:
            model.remove("q")
    qtbot.waitUntil(lambda: not view.rows.is_waiting(model.row_of("live")))
    assert read_at(view) == before
    after = view.hand.selecting.mime()
    assert what == "the line of a day" or (chosen and after and after.text() == chosen.text() != "")
