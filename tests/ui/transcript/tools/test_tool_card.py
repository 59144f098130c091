"""The card of a tool call: its sections, their trees, what of them opens, and what is handed out whole."""

import json
from typing import cast

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from PySide6.QtCore import QPointF

from desktop.core.message import Notice, Part, Status, Text, ToolCall, ToolState
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Target
from desktop.ui.transcript.tools.json_tree import JsonTree
from desktop.ui.transcript.tools.tool_card import MOST_READ, copied, whole
from tests.ui.transcript.conftest import NOW, answered

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

ORDER = {"number": 4711, "to": {"city": "Leipzig", "floors": [1, 2]}, "items": []}
DONE = ToolCall("c", "look_up", state=ToolState.OUTPUT_AVAILABLE, input={"id": 1}, output=ORDER)


class Row:
    """A row with the card of its first part open, and a reader who presses things in it."""

    def __init__(self, look: Look, *parts: Part, status: Status = Status.COMPLETE, width: float = 700) -> None:
        self.layout = RowLayout(look, width)
        self.opened = frozenset({"tool:0"})
        self.show(*parts, status=status)

    def show(self, *parts: Part, status: Status = Status.COMPLETE) -> None:
        self.message = answered("a", *parts, status=status)
        self.layout.update(self.message, Setting("Order desk", self.opened, NOW))

    def press(self, name: str) -> None:
        target = self.target(name)
        assert target.action is Action.TOGGLE
        self.opened ^= {target.value}
        self.layout.update(self.message, Setting("Order desk", self.opened, NOW))

    def target(self, name: str) -> Target:
        (found,) = [target for _index, target in self.layout.targets() if target.name.startswith(name)]
        return found

    def names(self) -> list[str]:
        return [target.name for _index, target in self.layout.targets() if target.key != "author:details"]

    def trees(self) -> list[JsonTree]:
        return [segment for segment in self.layout.segments if isinstance(segment, JsonTree)]

    def words(self) -> str:
        return "\n".join(segment.plain(0, segment.length) for segment in self.layout.segments if segment.length)

    def copied(self, name: str) -> str:
        return copied(self.message, self.target(name))


def test_input_and_output_are_trees_with_a_name_for_everything_that_can_be_pressed(look: Look) -> None:
    row = Row(look, DONE)
    assert row.words().splitlines() == [
        "Look up",
        "Tool: look_up",
        "id: 1",
        "number: 4711",
        "to: {2 fields}",
        '  city: "Leipzig"',
        "  floors: [2 items]",
        "items: []",
    ]
    assert row.names() == [
        "Look up, done",
        "Input, 1 field, open",
        "Copy JSON: Input",
        "Output, 3 fields, open",
        "Copy JSON: Output",
        "to, 2 fields, open",
        "floors, 2 items, closed",
    ]


def test_every_level_opens_and_closes(look: Look) -> None:
    row = Row(look, DONE)
    row.press("floors")
    assert "    0: 1\n    1: 2" in row.words()
    row.press("to")
    assert "city" not in row.words()
    row.press("to")
    assert "    1: 2" in row.words()
    row.press("Output")
    assert "4711" not in row.words()
    assert "Output, 3 fields, closed" in row.names()


def test_a_huge_output_opens_a_page_at_a_time(look: Look) -> None:
    row = Row(look, replace(DONE, output=list(range(100_000))))
    assert row.trees()[1].plain(0, 10_000).splitlines()[-1] == "99: 99"
    row.press("Show 100 more")
    row.press("Show 100 more")
    assert row.trees()[1].plain(0, 10_000).splitlines()[-1] == "299: 299"
    assert len(json.loads(row.copied("Copy JSON: Output"))) == 100_000
    assert row.target("Open all: Output").action is Action.WHOLE


def test_small_ones_offer_no_open_all(look: Look) -> None:
    assert not [name for name in Row(look, DONE).names() if "Open all" in name]


def test_a_long_string_shows_all_when_asked(look: Look) -> None:
    row = Row(look, replace(DONE, output={"mail": "word " * 200}))
    assert len(row.words()) < 500
    before = row.layout.height
    row.press("Show all")
    assert len(row.words()) > 1_000
    assert row.layout.height > before
    row.press("Show less")
    assert row.layout.height == before


def test_plain_text_is_shown_and_copied_as_text(look: Look) -> None:
    row = Row(look, replace(DONE, input="order 4711", output="**Found** it.\n- one"))
    assert row.words().endswith("**Found** it.\n- one")
    assert row.copied("Copy text: Output") == "**Found** it.\n- one"


@pytest.mark.parametrize(
    ("value", "head", "line"),
    [
        ({}, None, "Output · empty"),
        ([], None, "Output · empty"),
        ("", None, "Output · empty"),
        (None, "Output, open", "null"),
        (False, "Output, open", "false"),
        (0, "Output, open", "0"),
    ],
)
def test_outputs_that_hold_nothing_say_so(look: Look, value: object, head: str | None, line: str) -> None:
    row = Row(look, replace(DONE, input=UNSET, output=value))
    assert row.names()[1:2] == ([head] if head else [])
    assert row.words().splitlines()[2:] == [line]


def test_an_unknown_input_and_output_have_no_section(look: Look) -> None:
    row = Row(look, replace(DONE, input=UNSET, output=UNSET))
    assert row.names() == ["Look up, done"]


def test_an_error_is_told_whole_and_can_be_copied(look: Look) -> None:
    reason = "no such order " * 100
    row = Row(look, replace(DONE, state=ToolState.OUTPUT_ERROR, output=UNSET, error=reason))
    row.press("Show all")
    assert reason in row.words()
    assert row.copied("Copy text: Error") == reason
    assert row.names()[1].startswith("Error")


@pytest.mark.parametrize(
    ("call", "status", "said"),
    [
        (replace(DONE, state=ToolState.OUTPUT_DENIED), Status.COMPLETE, "not allowed to run"),
        (replace(DONE, state=ToolState.APPROVAL_REQUESTED), Status.STREAMING, "waits for an approval"),
        (replace(DONE, state=ToolState.APPROVAL_REQUESTED), Status.STOPPED, "ended before the tool"),
        (replace(DONE, state=ToolState.APPROVAL_RESPONDED, approved=True), Status.STREAMING, "was approved"),
        (replace(DONE, state=ToolState.APPROVAL_RESPONDED, approved=False), Status.COMPLETE, "was refused"),
        (replace(DONE, state=ToolState.INPUT_AVAILABLE), Status.INTERRUPTED, "ended before the tool"),
        (replace(DONE, preliminary=True), Status.INTERRUPTED, "ended before the tool"),
    ],
)
def test_what_stands_in_the_way_is_said_in_words(look: Look, call: ToolCall, status: Status, said: str) -> None:
    assert said in Row(look, call, status=status).words()


def test_an_output_that_another_will_replace_is_called_so(look: Look) -> None:
    row = Row(look, replace(DONE, preliminary=True), status=Status.STREAMING)
    assert "Output so far, 3 fields, open" in row.names()


def streaming(text: str) -> ToolCall:
    return ToolCall("c", "look_up", input_text=text)


def test_an_input_grows_while_it_streams(look: Look) -> None:
    row = Row(look, streaming(""), status=Status.STREAMING)
    assert row.words().splitlines()[2:] == ["…"]
    row.show(streaming('{"city": "Lei'), status=Status.STREAMING)
    assert row.words().splitlines()[2:] == ['city: "Lei"', "…"]
    assert row.names() == ["Look up, preparing", "Input, 1 field, open"]
    row.show(streaming('{"city": "Lei'), status=Status.INTERRUPTED)
    assert row.words().splitlines()[2] == 'city: "Lei"'
    assert "…" not in row.words()
    assert row.copied("Copy text: Input, not finished") == '{"city": "Lei'


def test_an_input_of_plain_text_grows_as_well(look: Look) -> None:
    call = ToolCall("c", "look_up", input_text="order 47", input="order 47")
    row = Row(look, call, status=Status.STREAMING)
    assert row.words().splitlines()[2:] == ["order 47", "…"]


def test_what_never_was_json_is_shown_as_it_came(look: Look) -> None:
    assert "SELECT *" in Row(look, streaming("SELECT *"), status=Status.STREAMING).words()


def test_a_long_input_is_laid_out_anew_seldom(look: Look) -> None:
    text = '{"text": "' + "word " * 10_000
    row = Row(look, streaming(""), status=Status.STREAMING)
    made = set()
    kept = []  # else a new tree could take the place of one that is gone
    for size in range(0, len(text), 5):
        row.show(streaming(text[:size]), status=Status.STREAMING)
        kept.append(row.trees()[0])
        made.add(id(kept[-1]))
    assert len(text) > 2 * MOST_READ
    assert len(made) < 700
    assert cast("dict[str, str]", json.loads(text + '"}'))


def test_a_tree_that_did_not_change_is_kept(look: Look) -> None:
    row = Row(look, DONE, Text("t", "So"), status=Status.STREAMING)
    tree = row.trees()[1]
    row.show(DONE, Text("t", "So far"), status=Status.STREAMING)
    assert row.trees()[1] is tree


@pytest.mark.parametrize("width", [260, 700])
def test_every_position_is_found_where_it_stands(look: Look, width: float) -> None:
    value = {"ascii": "plain", "long": "many words " * 20, "arabic": "مرحبا 12 بك", "emoji": "a😀b", "n": {"m": 1}}
    tree = Row(look, replace(DONE, output=value), width=width).trees()[1]
    for position in range(tree.length):
        top = tree.top_of(position)
        assert 0 <= top < tree.height
        assert tree.top_of(tree.position_at(0, top + 1)) == top
        assert tree.word_at(position)[0] <= position <= tree.word_at(position)[1]
    assert tree.plain(0, tree.length).splitlines()[0] == 'ascii: "plain"'
    assert 'arabic: "مرحبا 12 بك"' in tree.plain(0, tree.length)
    assert tree.html(0, 5) == "<pre>ascii</pre>"


def test_a_line_is_pressed_where_it_is_drawn(look: Look) -> None:
    row = Row(look, DONE)
    target = row.target("floors")
    found = row.layout.target_at(target.rects[0].center())
    assert found is not None
    assert found.key == target.key
    right = QPointF(target.rects[0].right() + 20, target.rects[0].center().y())
    assert row.layout.target_at(right) is None


def test_nesting_leaves_room_for_words(look: Look) -> None:
    value: object = "bottom"
    for _ in range(90):
        value = {"in": value}
    row = Row(look, replace(DONE, output=value), width=320)
    row.opened |= {f"tool:0:output{'.0' * level}:open" for level in range(1, 91)}
    row.show(row.message.parts[0])
    assert row.words().endswith('in: "bottom"')
    assert row.trees()[1].height < 200 * look.pitch(look.code)
    edge = row.layout.column.left + row.layout.column.width
    assert all(rect.right() <= edge for _index, target in row.layout.targets() for rect in target.rects)


def test_what_is_gone_is_nothing(look: Look) -> None:
    message = answered("a", DONE, Text("t", "x"))
    assert whole(message, "tool:0:error") == ("", "")
    assert whole(message, "tool:1:output") == ("", "")
    assert whole(message, "tool:9:output") == ("", "")
    assert whole(message, "tool:0:output")[0] == "Look up · Output"


def test_a_long_notice_begins_in_the_message_and_opens_whole(look: Look) -> None:
    text = "some words " * 2_000
    row = Row(look, Notice(text))
    assert row.target("Open all").action is Action.WHOLE
    assert whole(row.message, row.target("Open all").value) == ("Notice", text)
    assert text[:9_000] in row.words()
    assert "Open all" not in Row(look, Notice(text[:9_000])).names()
