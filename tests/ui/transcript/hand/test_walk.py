"""The way of the Tab key: everything once, in order, reading no more than it has to, and in turns."""

from math import inf

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.json_tree import nodes
from desktop.core.message import Message, Reasoning, Source, Status, Step, Text, ToolCall, ToolState
from desktop.ui.transcript.hand import walk
from desktop.ui.transcript.hand.walk import Walk
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Segment, Target
from desktop.ui.transcript.text.section import Section, may_have_targets
from desktop.ui.transcript.tools import json_tree
from desktop.ui.transcript.tools.json_tree import JsonTree
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import NOW, MakeView, answered, asked

CALL = ToolCall(
    "c", "look_up", state=ToolState.OUTPUT_AVAILABLE, input={"a": {"b": [1]}}, output=[{"n": 1}] * 200, started=NOW
)
LINKS = "A paragraph with a [link](https://example.com/a) and words that go on.\n\n"
WORDS = "Words without anything that could be pressed.\n\n"
LEFT = Qt.MouseButton.LeftButton


def text(written: str) -> Text:
    return Text("t", written, done=True)


def mixed() -> tuple[Message, ...]:
    """Messages with everything that can be pressed, and some with nothing."""
    table = "| a | b |\n|---|---|\n" + "| [x](https://example.com) | y <a@example.com> |\n" * 12
    code = "```python\n" + "x = 1\n" * 60 + "```\n\n> quoted\n>\n>     indented\n"
    return (
        asked("q0", "See https://example.com/typed"),
        answered("a0", CALL, Step(), text(LINKS * 50 + WORDS * 120 + code + LINKS)),
        answered("plain", text(WORDS)),
        answered("a1", Reasoning("r", LINKS * 3, done=True), text(table + WORDS * 90 + "https://example.com/x " * 60)),
        answered("a2", text("one [a][1] two\n\n[1]: https://example.com\n"), Step(), CALL, Step(), text(LINKS)),
        answered("a3", text(WORDS), Source("s", "https://example.com", "Source")),
        replace(asked("q1"), status=Status.NOT_SENT),
        answered("a4", status=Status.FAILED, problem=Problem("server_failed", retryable=True)),
    )


def everything(view: TranscriptView) -> list[tuple[int, str]]:
    found = []
    for row in range(len(view.rows.heights)):
        layout = view.rows.layout(row)
        layout.complete()
        view.rows.heights[row] = layout.height
        found += [(row, target.key) for _index, target in layout.targets() if not target.on_hover]
    return found


def way(view: TranscriptView, deadline: float, *, forward: bool) -> list[tuple[int, str]]:
    """What a walk through all rows stops at."""
    row, key = (0 if forward else len(view.rows.heights) - 1), ""
    found: list[tuple[int, str]] = []
    while True:
        going = Walk(view.rows, row, key, forward=forward, seen=(-inf, inf))
        stop = None
        while stop is None and not going.is_over:
            stop = going.go(deadline)
        if stop is None:
            return found
        row, key = stop.row, stop.target.key
        found.append((row, key))
        assert len(found) < 3_000


def sections(view: TranscriptView, row: int) -> list[Section]:
    return [one for one in view.rows.layout(row).segments if isinstance(one, Section)]


def focused(view: TranscriptView) -> str:
    return view.hand._focused[1]  # noqa: SLF001  # where the keyboard is inside the view


@pytest.mark.parametrize("deadline", [0.0, inf], ids=["in steps", "at once"])
@pytest.mark.parametrize("forward", [True, False], ids=["down", "up"])
def test_the_way_leads_to_everything_in_order(make_view: MakeView, deadline: float, *, forward: bool) -> None:
    view, _model = make_view(*mixed(), whole=False)
    for key in ("tool:0", "reasoning:0"):
        view.rows.toggle(1 if key == "tool:0" else 3, key)
    found = way(view, deadline, forward=forward)
    expected = everything(view)
    assert len(expected) > 170
    assert found == (expected if forward else expected[::-1])


def test_the_next_link_in_sight_is_reached_without_reading_the_rest(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", text(LINKS * 3_000)))
    QTest.keyClick(view, Qt.Key.Key_Home)
    before = sum(one.is_awake for one in sections(view, 1))
    for _press in range(3):
        assert view.hand.walk(forward=True)
        assert focused(view)
    assert len(sections(view, 1)) > 100
    assert sum(one.is_awake for one in sections(view, 1)) <= before + 1


def test_rows_without_anything_to_press_are_not_laid_out(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "BUDGET", inf)
    rows = [asked(f"q{number}", "See https://example.com") for number in range(200)]
    replies = [answered(f"a{number}", text(WORDS)) for number in range(200)]
    view, _model = make_view(*rows, *replies, whole=False)
    QTest.keyClick(view, Qt.Key.Key_Home)
    before = view.rows.realised
    assert not view.hand.walk(forward=True)
    assert view.rows.realised == before


def test_a_huge_line_is_read_as_far_as_the_next_link(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", text("https://example.com/page " * 8_000)), whole=False)
    rows = view.rows
    rows.reset()
    stop = Walk(rows, 0, "", forward=True, seen=(-inf, inf)).go(inf)
    assert stop is not None
    (only,) = sections(view, 1)
    assert not only.is_known
    assert sum(len(one.content) for one in only.segments) < len(only.text) / 10
    target = stop.target
    only.advance()
    assert rows.layout(1).target(target.key) == target


def test_what_takes_long_is_found_later(make_view: MakeView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "BUDGET", 0.0)
    view, _model = make_view(asked("q"), *(answered(f"a{n}", text(WORDS)) for n in range(30)), answered("a", CALL))
    QTest.keyClick(view, Qt.Key.Key_Home)
    said: list[str] = []
    view.speech.announced.connect(said.append)
    assert view.hand.walk(forward=True)
    assert view.hand.walk(forward=True), "another Tab meanwhile is no other way"
    assert not focused(view)
    qtbot.waitUntil(lambda: focused(view) == "tool:0")
    assert said == ["Look up, done"]


@pytest.mark.parametrize("forward", [True, False], ids=["down", "up"])
def test_where_the_way_ends_late_the_focus_leaves(
    make_view: MakeView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, forward: bool
) -> None:
    view, _model = make_view(*(answered(f"a{number}", text(WORDS)) for number in range(30)))
    monkeypatch.setattr(walk, "BUDGET", 0.0)
    window = QWidget()
    qtbot.addWidget(window)
    before, after = QLineEdit(), QLineEdit()
    box = QVBoxLayout(window)
    for widget in (before, view, after):
        box.addWidget(widget)
    window.show()
    view.setFocus()
    assert view.focusNextPrevChild(forward)
    assert window.focusWidget() is view
    qtbot.waitUntil(lambda: window.focusWidget() is (after if forward else before))
    view.setParent(None)


def test_who_does_something_else_is_not_moved(
    make_view: MakeView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "BUDGET", 0.0)
    view, model = make_view(*(answered(f"a{n}", text(WORDS)) for n in range(30)), answered("a", CALL))
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.hand.walk(forward=True)
    QTest.mouseClick(view.viewport(), LEFT)
    monkeypatch.setattr(walk, "BUDGET", inf)
    assert view.hand.walk(forward=True), "the way that was given up would say so as well"
    assert focused(view) == "tool:0"
    monkeypatch.setattr(walk, "BUDGET", 0.0)
    view.hand.touch("a0")
    assert view.hand.walk(forward=False)
    model.remove("a")
    monkeypatch.setattr(walk, "BUDGET", inf)
    assert not view.hand.walk(forward=True)


def test_a_message_that_changes_meanwhile_does_not_end_the_way(make_view: MakeView) -> None:
    view, model = make_view(answered("a", text(LINKS * 40 + WORDS * 40)), answered("b", CALL), whole=False)
    last = everything(view)[-2]
    going = Walk(view.rows, last[0], last[1], forward=True, seen=(0.0, 0.0))
    assert going.go(0.0) is None
    model.put(answered("a", text("Less.")))
    stop = going.go(inf)
    assert stop is not None
    assert (stop.row, stop.target.key) == (1, "tool:0")


@pytest.mark.parametrize(
    "written",
    [
        "write to <a@example.com>",
        "write to a@example.com",
        "see www.example.com",
        "column | " * 40 + "end\n" + "--- | " * 40 + "---",
        "> quoted\n>\n>     indented code",
        "-     code in an item",
        "1. item\n\n       code",
        "[a]\n\n[a]: mailto:b@example.com",
        "<MAILTO:a@example.com>",
        "![image](https://example.com/a.png)",
        "\tcode",
        "~~~\ncode\n~~~",
    ],
)
def test_a_text_in_which_something_is_pressed_is_told(make_view: MakeView, written: str) -> None:
    view, _model = make_view(answered("a", text(written)))
    assert everything(view)
    assert may_have_targets(written)


def test_a_text_of_words_alone_is_told() -> None:
    assert not may_have_targets("# Title\n\n- one\n  - **two** (see below): 3 < 4\n\n> at example.com [sic], a @ b\n")


# ── trees ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def tree(look: Look) -> JsonTree:
    value = {f"key {number}": {"text": "words " * 90, "list": [1, {}]} for number in range(150)}
    made = JsonTree(nodes(value, "t", frozenset({"t.0:open", "t.2:open", "t.2.1:open"})), look, key="t")
    made.resize(400)
    return made


def test_a_tree_finds_what_is_pressed_as_a_list_would(tree: JsonTree) -> None:
    every = list(tree.targets())
    assert len(every) > 100
    for target in every:
        assert tree.target(target.key) == target
        for forward in (True, False):
            ways = (target.key, 0.0), ("", target.rects[0].center().y())
            for key, y in ways:
                found = list(tree.targets_from(key, y, forward=forward))
                assert found == list(Segment.targets_from(tree, key, y, forward=forward))
    assert tree.target("gone") is None
    for line in range(0, int(tree.height), 9):
        for x, y in ((1.0, line + 0.5), (60.0, line + 0.5), (399.0, line + 0.5)):
            assert tree.target_at(QPointF(x, y)) == Segment.target_at(tree, QPointF(x, y))


def test_what_is_under_the_mouse_is_looked_for_in_its_line(tree: JsonTree, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float] = []
    make = json_tree._Line.target  # noqa: SLF001  # how often it is asked is counted

    def counted(line: json_tree._Line, top: float) -> Target:
        made.append(top)
        return make(line, top)

    monkeypatch.setattr(json_tree._Line, "target", counted)  # noqa: SLF001  # how often it is asked is counted
    tree.target_at(QPointF(10, tree.height - 5))
    assert len(made) <= 1
    assert next(tree.targets_from("t.99", 0.0, forward=True)).key == "t:more"
    assert len(made) <= 2
