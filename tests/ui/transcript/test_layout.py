"""One row, without a window: what it consists of, what stays when it grows, what it never does."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from desktop.core.errors import Problem
from desktop.core.message import File, Notice, Part, Reasoning, Source, Status, Text, ToolCall, ToolState
from desktop.ui.look import theme
from desktop.ui.look.tokens import THEME_NAMES, ThemeName
from desktop.ui.transcript.code.code import CodeBlock
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.notes import Waiting
from desktop.ui.transcript.painting import paint_row
from desktop.ui.transcript.segment import Action, Scene, Segment
from desktop.ui.transcript.spacing import DEEPEST
from desktop.ui.transcript.text.pieces import LONGEST
from desktop.ui.transcript.text.prose import Prose
from desktop.ui.transcript.text.section import Section
from desktop.ui.transcript.text.table import Table
from tests.ui.transcript.conftest import NOW, answered, asked

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

SETTING = Setting("Order desk", frozenset(), NOW + 5)
ANSWER = (
    "# Title\n\nWords with `code` and a [link](https://example.com).\n\n- one\n- two\n  - inner\n\n"
    "```py\nx = 1\n```\n\n|a|b|\n|-|-|\n|1|2|\n|3|4|\n\n> quoted\n\n---\n\nThe end."
)


def laid_out(look: Look, *parts: Part, status: Status = Status.COMPLETE, width: float = 700) -> RowLayout:
    layout = RowLayout(look, width)
    layout.update(answered("a", *parts, status=status), SETTING)
    layout.complete()
    return layout


def words(layout: RowLayout) -> list[str]:
    return [segment.plain(0, segment.length) for segment in layout.leaves if segment.length]


def rects(layout: RowLayout) -> list[tuple[type[Segment], QRectF]]:
    """What is laid out, and where it stands in the row."""
    return [
        (type(leaf), leaf.rect.translated(outer.x, outer.y) if leaf is not outer else leaf.rect)
        for outer in layout.segments
        for leaf in (outer.segments if isinstance(outer, Section) else [outer])
    ]


def picture(layout: RowLayout, scene: Scene | None = None) -> QImage:
    image = QImage(int(layout.width), layout.height, QImage.Format.Format_RGB32)
    while True:  # until the colours of code are there
        asked: list[float] = []
        image.fill(layout.look.color("window"))
        painter = QPainter(image)
        paint_row(painter, layout, QRectF(image.rect()), dataclasses.replace(scene or Scene(), again=asked.append), {})
        painter.end()
        if not asked:
            return image


def test_blocks_stand_below_each_other_inside_the_column(look: Look) -> None:
    layout = laid_out(look, Text("t", ANSWER, done=True))
    below = 0.0
    for _kind, rect in rects(layout):
        assert rect.top() >= below
        assert rect.height() > 0
        below = rect.bottom()
        assert rect.left() >= layout.column.left
        assert rect.right() <= layout.column.left + layout.column.width
    assert layout.height > below
    assert [type(segment) for segment in layout.leaves if isinstance(segment, CodeBlock | Table)] == [
        CodeBlock,
        Table,
    ]
    assert words(layout)[:3] == ["Title", "Words with code and a link.", "• one"]


def test_a_growing_answer_keeps_what_is_closed(look: Look) -> None:
    layout = RowLayout(look, 700)
    layout.update(answered("a", Text("t", ANSWER[:90]), status=Status.STREAMING), SETTING)
    layout.complete()
    before = layout.leaves[:3]
    places = [segment.rect for segment in before]
    layout.update(answered("a", Text("t", ANSWER), status=Status.STREAMING), SETTING)
    layout.complete()
    assert all(one is other for one, other in zip(before, layout.leaves, strict=False))
    assert [segment.rect for segment in before] == places


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(ANSWER)), max_size=12))
def test_any_cuts_end_in_the_same_layout(look: Look, cuts: list[int]) -> None:
    whole = laid_out(look, Text("t", ANSWER, done=True))
    grown = RowLayout(look, 700)
    for cut in sorted(cuts):
        grown.update(answered("a", Text("t", ANSWER[:cut]), status=Status.STREAMING), SETTING)
    grown.update(answered("a", Text("t", ANSWER, done=True)), SETTING)
    grown.complete()
    assert rects(grown) == rects(whole)
    assert words(grown) == words(whole)
    assert picture(grown) == picture(whole)


def test_code_and_tables_only_grow(look: Look) -> None:
    layout = RowLayout(look, 700)
    layout.update(answered("a", Text("t", "```\na\nb"), status=Status.STREAMING), SETTING)
    layout.complete()
    code = layout.leaves[1]
    layout.update(answered("a", Text("t", "```\na\nbc\nd 😀\n"), status=Status.STREAMING), SETTING)
    layout.complete()
    assert layout.leaves[1] is code
    assert code.plain(0, code.length) == "a\nbc\nd 😀"
    fresh = laid_out(look, Text("t", "```\na\nbc\nd 😀\n", done=True)).segments[1]
    assert code.height == fresh.height


def test_a_question_is_shown_as_it_was_typed(look: Look) -> None:
    layout = RowLayout(look, 700)
    layout.update(asked("q", "# no *title*\n- no list <b>"), SETTING)
    layout.complete()
    assert words(layout) == ["# no *title*\n- no list <b>"]
    assert [frame for frame, _rect in layout.frames] == ["question"]


@pytest.mark.parametrize("text", ["<b>x</b>", "<img src='http://e.com/p.png'>", "<script>alert(1)</script>"])
def test_html_is_drawn_as_text(look: Look, text: str) -> None:
    assert words(laid_out(look, Text("t", text, done=True))) == [text]


def test_an_image_is_a_link_and_an_unsafe_link_is_none(look: Look) -> None:
    layout = laid_out(look, Text("t", "![photo](https://e.com/p.png) [x](javascript:1) [y](file:///etc)", done=True))
    links = [target.value for _index, target in layout.targets() if target.action is Action.LINK]
    assert links == ["https://e.com/p.png"]


def test_tools_show_name_state_and_time_and_open_to_their_json(look: Look) -> None:
    call = ToolCall(
        "c",
        "look_up_order",
        state=ToolState.OUTPUT_AVAILABLE,
        input={"order": 4711},
        output={"city": "Leipzig"},
        started=NOW,
        finished=NOW + 0.8,
    )
    layout = laid_out(look, call, Text("t", "Found it.", done=True))
    (badge,) = [target for _index, target in layout.targets() if target.action is Action.TOGGLE]
    assert badge.name == "Look up order, done 0.8 s"
    layout.update(answered("a", call), replace_opened(badge.value))
    shown = "\n".join(words(layout))
    assert "Tool: look_up_order" in shown
    assert "order: 4711" in shown
    assert 'city: "Leipzig"' in shown
    assert [frame for frame, _rect in layout.frames] == [f"card:{badge.value}"]


def replace_opened(key: str) -> Setting:
    return Setting("Order desk", frozenset({key}), NOW + 5)


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        (ToolState.INPUT_STREAMING, Status.STREAMING, "preparing"),
        (ToolState.INPUT_AVAILABLE, Status.STREAMING, "running 5.0 s"),
        (ToolState.INPUT_AVAILABLE, Status.INTERRUPTED, "not finished"),
        (ToolState.APPROVAL_REQUESTED, Status.STREAMING, "waiting for approval"),
        (ToolState.APPROVAL_RESPONDED, Status.STREAMING, "running 5.0 s"),
        (ToolState.OUTPUT_ERROR, Status.COMPLETE, "failed: no such order"),
        (ToolState.OUTPUT_DENIED, Status.COMPLETE, "denied"),
    ],
)
def test_every_tool_state_has_a_word(look: Look, state: ToolState, status: Status, said: str) -> None:
    started = NOW if "running" in said else 0.0
    call = ToolCall("c", "find", state=state, error="no such order", started=started)
    layout = laid_out(look, call, status=status)
    names = [target.name for _index, target in layout.targets() if target.action is Action.TOGGLE]
    assert names == [f"Find, {said}"]


def test_reasoning_opens_quietly_and_sources_are_numbered(look: Look) -> None:
    parts = (
        Reasoning("r", "First *this*.", done=True),
        Text("t", "Done.", done=True),
        Source("1", url="https://example.com/a", title="Returns"),
        Source("2", filename="handbook.pdf"),
        File("https://example.com/files/bill.pdf?x=1", "application/pdf"),
        Notice("Careful."),
    )
    layout = laid_out(look, *parts)
    assert words(layout) == ["Done.", "Careful."]
    names = [target.name for _index, target in layout.targets()]
    assert names == ["Details", "Reasoning, 2 words, closed", "bill.pdf", "Source 1: Returns", "Source 2: handbook.pdf"]
    layout.update(answered("a", *parts), replace_opened("reasoning:0"))
    layout.complete()
    assert words(layout) == ["First this.", "Done.", "Careful."]


@pytest.mark.parametrize(
    ("status", "problem", "action"),
    [
        (Status.COMPLETE, None, None),
        (Status.STOPPED, None, Action.RETRY),
        (Status.INTERRUPTED, Problem("cut_short"), Action.RETRY),
        (Status.FAILED, Problem("server_failed", retryable=True), Action.RETRY),
        (Status.FAILED, Problem("bad_request"), None),
        (Status.FAILED, Problem("unauthorized", status=401), Action.SECRET),
        (Status.NOT_SENT, Problem("secret_missing"), Action.SECRET),
        (Status.NOT_SENT, Problem("name_not_found", {"host": "x"}), Action.RETRY),
    ],
)
def test_every_end_says_what_can_be_done(
    look: Look, status: Status, problem: Problem | None, action: Action | None
) -> None:
    layout = RowLayout(look, 700)
    layout.update(answered("a", Text("t", "Half", done=True), status=status, problem=problem), SETTING)
    layout.complete()
    offered = [target.action for _index, target in layout.targets() if target.action is not Action.DETAILS]
    copy = [Action.COPY] if problem else []
    assert offered == ([action] if action else []) + copy
    assert len(words(layout)) == (1 if status is Status.COMPLETE else 2)


def test_details_are_always_shown_to_who_needs_them(look: Look) -> None:
    hidden = [target.on_hover for _index, target in laid_out(look).targets()]
    layout = RowLayout(look, 700)
    layout.update(replace(answered("a"), skipped_count=2), SETTING)
    assert (hidden, [target.on_hover for _index, target in layout.targets()]) == ([True], [False])


def test_dots_show_only_while_nothing_else_moves(look: Look) -> None:
    call = ToolCall("c", "find", state=ToolState.INPUT_AVAILABLE)
    done = ToolCall("c", "find", state=ToolState.OUTPUT_AVAILABLE, output=1)

    def dots(*parts: Part, status: Status = Status.STREAMING) -> bool:
        return any(isinstance(segment, Waiting) for segment in laid_out(look, *parts, status=status).segments)

    assert dots()
    assert not dots(Reasoning("r", "hm"))
    assert dots(Reasoning("r", "hm", done=True))
    assert not dots(call)
    assert dots(done)
    assert not dots(done, Text("t", "So"))
    assert not dots(status=Status.COMPLETE)


def test_a_question_on_its_way_is_not_called_not_sent(look: Look) -> None:
    waiting = replace(asked("q"), status=Status.NOT_SENT)
    layout = RowLayout(look, 700)
    layout.update(waiting, Setting("You", in_flight=True))
    layout.complete()
    assert words(layout) == ["Where is my order?"]
    layout.update(waiting, Setting("You"))
    assert words(layout) == ["Where is my order?", "Not sent"]


def test_paragraphs_start_at_the_side_of_their_first_strong_character(look: Look) -> None:
    layout = laid_out(look, Text("t", "12 مرحبا بك\n\nEnglish\n\n```\nمرحبا = 1\n```", done=True))
    arabic, english, code = layout.leaves[1:4]
    assert isinstance(arabic, Prose)
    assert (arabic.rtl, english.rtl, code.rtl) == (True, False, False)
    assert arabic.x + arabic.width == layout.column.width
    assert english.x == code.x == 0


def test_a_mirrored_window_mirrors_the_frame_and_not_the_code() -> None:
    look = Look(theme.load("light"), QFont(), mirrored=True)
    call = ToolCall("c", "find", state=ToolState.OUTPUT_AVAILABLE)
    layout = laid_out(look, call, Text("t", "English\n\n```\nx\n```", done=True))
    badge = next(target for _index, target in layout.targets() if target.action is Action.TOGGLE)
    assert badge.rects[0].right() == layout.column.left + layout.column.width
    assert not layout.leaves[-1].rtl


def test_selection_positions_count_as_qt_counts(look: Look) -> None:
    layout = laid_out(look, Text("t", "a😀b **bold**", done=True))
    prose = layout.leaves[1]
    assert prose.length == 9
    assert prose.plain(1, 3) == "😀"
    assert prose.plain(3, 9) == "b bold"
    assert prose.html(0, 9) == "<p>a😀b <strong>bold</strong></p>"
    assert prose.word_at(6) == (5, 9)


@pytest.mark.parametrize("width", [300, 700, 1600])
def test_every_position_is_found_again_where_it_stands(look: Look, width: float) -> None:
    layout = laid_out(look, Text("t", ANSWER.replace("Words", "Words " * 40), done=True), width=width)
    for segment in layout.leaves:
        for position in range(0, segment.length, 3):
            top = segment.top_of(position)
            assert 0 <= top <= segment.height
            assert_same_line(segment, position, top)


def assert_same_line(segment: Segment, position: int, top: float) -> None:
    first = segment.position_at(0, top + 1)
    assert first <= position or isinstance(segment, Table)
    assert segment.top_of(first) == top


def test_a_line_is_found_again_at_another_width(look: Look) -> None:
    layout = laid_out(look, Text("t", "First.\n\n" + "many words to wrap " * 60, done=True), width=900)
    offset = layout.segments[1].y + layout.segments[1].height / 2
    mark = layout.mark(offset)
    layout.resize(400)
    again = layout.mark(layout.offset_of(mark))
    assert again[0] == mark[0]
    assert abs(again[1] - mark[1]) < 80
    assert layout.offset_of(mark) > offset


def test_a_huge_line_is_laid_out_in_steps(look: Look) -> None:
    layout = RowLayout(look, 700)
    layout.update(answered("a", Text("t", "x" * 1_000_000, done=True)), SETTING, deadline=0.0)
    guessed = layout.height
    assert not layout.wake_down(1, 500.0, 0.0)
    assert 0 < len(words(layout)) < 10
    assert not layout.wake_down(1, 500.0, 0.0)
    assert guessed * 0.7 < layout.height < guessed * 1.5


def test_places_and_targets_of_a_point(look: Look) -> None:
    layout = laid_out(look, Text("t", "See [here](https://example.com) now.", done=True))
    target = next(target for _index, target in layout.targets() if target.action is Action.LINK)
    found = layout.target_at(target.rects[0].center())
    assert found is not None
    assert (found.value, found.tip, found.name) == ("https://example.com", "https://example.com", "here")
    assert layout.target_at(QPointF(1, 1)) is None
    assert layout.place_at(target.rects[0].topLeft() + QPointF(1, 2)) == (1, 4)
    assert layout.place_at(QPointF(5_000, 5_000)) == (1, 13)


@pytest.mark.parametrize("name", THEME_NAMES)
def test_every_theme_paints_every_kind(name: ThemeName) -> None:
    look = Look(theme.load(name), QFont())
    call = ToolCall("c", "find", state=ToolState.OUTPUT_ERROR, error="x", input={})
    layout = laid_out(look, call, Text("t", ANSWER, done=True), Source("s", title="S"), status=Status.STOPPED)
    plain = picture(layout)
    keys = [target.key for _index, target in layout.targets()]
    for key in keys:
        assert picture(layout, Scene(focused=key)) != plain


@pytest.mark.parametrize("source", [">" * 50_000 + "x", "- " * 40 + "x", "> - " * 16 + "x"])
def test_what_is_nested_deep_leaves_room_for_its_words(look: Look, source: str) -> None:
    layout = laid_out(look, Text("t", source, done=True))
    room = layout.column.width * (1 - DEEPEST)
    assert all(rect.left() >= layout.column.left for _kind, rect in rects(layout))
    assert all(segment.width >= min(room, look.measure - layout.column.width * DEEPEST) for segment in layout.leaves)
    assert max(segment.indent() for segment in layout.leaves) == pytest.approx(layout.column.width * DEEPEST)
    assert picture(layout).height() == layout.height


def test_a_long_paragraph_in_a_list_becomes_several(look: Look) -> None:
    layout = laid_out(look, Text("t", "- **" + "word " * 999 + "word** " + "more " * 1_000, done=True))
    assert [len(text) for text in words(layout)] == [LONGEST + len("• "), LONGEST, 10_000 - 1 - 2 * LONGEST]
    assert [segment.mark for segment in layout.leaves if isinstance(segment, Prose)][:3] == ["•", "", ""]


def test_a_text_that_is_read_again_gets_its_segments_bit_by_bit(look: Look) -> None:
    layout = RowLayout(look, 700)
    source = "see [x]\n\n" * 300 + "[x]: https://example.com\n"
    links: list[int] = []
    layout.update(answered("a", Text("t", source, done=True)), SETTING, deadline=0.0)
    more = True
    while more:
        more = layout.advance(0.0)
        more = not layout.wake_down(0, 1_000_000.0, 0.0) or more
        links.append(sum(target.action is Action.LINK for _index, target in layout.targets()))
        assert len(words(layout)) <= 300
    assert links == sorted(links)
    assert len({*links}) > 5
    assert links[-1] == 300
