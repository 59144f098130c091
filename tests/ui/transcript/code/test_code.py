"""Code blocks as a reader meets them: seen, scrolled to the side, wrapped, folded, selected, copied and saved."""

from collections.abc import Callable
from itertools import pairwise
from math import inf

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.message import Status, Text
from desktop.ui.look import theme
from desktop.ui.look.tokens import THEME_NAMES, ThemeName
from desktop.ui.transcript.code import lexing
from desktop.ui.transcript.code.code import FOLDED_FROM, FOLDED_TO, CodeBlock
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Target
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

LARGE = QFont("sans-serif", 30)
"""Strokes so thick that some of their pixels have the very colour."""
PYTHON = 'def f(a):  # why\n    """Say\n    why."""\n    return "x", 12\n'


def block(look: Look, text: str, *, width: float = 500, language: str = "python", folds: bool = False) -> CodeBlock:
    lexing.load("python")
    made = CodeBlock(text, look, key="k", label=language, folds=folds)
    made.resize(width)
    return made


def opened(code: CodeBlock, *names: str) -> CodeBlock:
    code.set_opened(frozenset(f"{code.key}:{name}" for name in names))
    code.resize(code.width)
    return code


def painted(
    code: CodeBlock, selection: tuple[int, int] | None = None, *, top: float = 0.0, bottom: float = inf
) -> QImage:
    """A picture of the block, or of some of it, with all colours worked out."""
    bottom = min(bottom, code.height)
    image = QImage(int(code.width), int(bottom - top), QImage.Format.Format_RGB32)
    while True:
        asked: list[float] = []
        image.fill(code.look.color("window"))
        painter = QPainter(image)
        painter.setClipRect(image.rect())
        painter.translate(0, -top)
        code.paint(painter, Scene(again=asked.append), selection)
        painter.end()
        if not [wait for wait in asked if wait == 0]:
            return image


def inks(image: QImage) -> set[str]:
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def target(code: CodeBlock, name: str) -> Target:
    return next(found for found in code.targets() if found.key == f"{code.key}:{name}")


# ── what is seen ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", THEME_NAMES)
def test_code_is_painted_in_the_colours_of_the_theme(name: ThemeName) -> None:
    look = Look(theme.load(name), LARGE)
    seen = inks(painted(block(look, PYTHON)))
    assert {look.color(role).name() for role in ("code-keyword", "code-string", "code-number")} <= seen
    assert look.color("code-keyword").name() not in inks(painted(block(look, PYTHON, language="")))


def test_code_that_grew_looks_like_code_that_came_whole(look: Look) -> None:
    grown = block(look, "")
    for cut in range(0, len(PYTHON), 5):
        grown.set_text(PYTHON[:cut])
        grown.resize(500)
        painted(grown)
    grown.set_text(PYTHON)
    grown.resize(500)
    grown._ink._grown = -inf  # noqa: SLF001 - the growing paused a while ago
    assert painted(grown) == painted(block(look, PYTHON))


def test_only_rows_in_sight_are_laid_out(look: Look) -> None:
    code = block(look, "x = 1\n" * 200_000)
    painted(code, top=0, bottom=600)
    painted(code, top=2_000_000, bottom=2_000_600)
    assert len(code._rows) < 100  # noqa: SLF001 - what the work costs


@pytest.mark.parametrize("letter", ["x", "日", "\t", "م"])
@pytest.mark.parametrize("wraps", [False, True])
def test_a_megabyte_in_one_line_is_laid_out_where_it_is_seen(look: Look, letter: str, wraps: bool) -> None:
    code = block(look, letter * 1_000_000)
    opened(code, *(["wrap"] if wraps else []))
    painted(code, top=code.height - 300)
    assert sum(len(row.text) for row in code._rows.values()) < 60_000  # noqa: SLF001 - what the work costs
    assert code.plain(999_990, code.length) == letter * 10


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("width", [220, 300, 700])
def test_the_buttons_stand_beside_each_other_and_have_names(mirrored: bool, width: float) -> None:
    code = block(Look(theme.load("light"), QFont(), mirrored=mirrored), PYTHON, width=width)
    found = list(code.targets())
    assert [one.name for one in found] == ["Wrap lines", "Save code as a file", "Copy code"]
    edges = [(one.rects[0].left(), one.rects[0].right()) for one in found]
    assert edges == sorted(edges)
    assert all(right <= left for (_, right), (left, _) in pairwise(edges))
    assert edges[0][0] > width / 5
    assert edges[-1][1] <= width


def test_a_label_that_is_no_language_stays_with_the_colours_of_one() -> None:
    look = Look(theme.load("light"), LARGE)
    lexing.load("json")
    code = CodeBlock('{"a": 1}', look, key="k", label="Input", language="json")
    code.resize(400)
    assert look.color("code-number").name() in inks(painted(code))
    assert target(code, "save").value.startswith("code.json\n")


# ── wrapping and the side ────────────────────────────────────────────────────────────────────────────────────────


def test_lines_wrap_only_when_the_reader_says_so(look: Look) -> None:
    code = block(look, "x" * 500 + "\ny", width=300)
    flat = code.height
    assert target(code, "wrap").name == "Wrap lines"
    opened(code, "wrap")
    assert code.height > 5 * flat / 2
    assert target(code, "wrap").name == "Do not wrap lines"
    assert target(code, "wrap").action is Action.TOGGLE
    assert opened(code).height == flat


def test_wide_lines_are_scrolled_to_their_end_and_no_further(look: Look) -> None:
    code = block(look, "a" * 300, width=300)
    y = code.top_of(0) + 2
    end = code.width - look.sizes.space_m
    assert code.position_at(end, y) < 60
    assert code.scroll_by(100_000)
    assert code.position_at(end, y) == 300
    assert code.scroll_by(-100_000)
    assert code.position_at(look.sizes.space_m, y) == 0
    assert not block(look, "short").scroll_by(10)
    assert not opened(code, "wrap").scroll_by(10)


def test_the_bar_is_taken_hold_of_and_pulled(look: Look) -> None:
    code = block(look, "a" * 300, width=300)
    low = code.height - look.sizes.space_m + look.sizes.space_xs + 1
    assert code.grip(QPointF(20, 2)) is None
    grip = code.grip(QPointF(20, low))
    assert grip is not None
    code.drag_to(10_000, grip)
    y = code.top_of(0) + 2
    assert code.position_at(code.width - look.sizes.space_m, y) == 300
    assert code.grip(QPointF(code.width / 2, low)) is not None  # beside the thumb: it comes
    assert 100 < code.position_at(code.width / 2, y) < 200
    assert block(look, "short").grip(QPointF(20, low)) is None


def test_scrolled_code_is_painted_inside_its_block(look: Look) -> None:
    code = block(look, "\n".join(["abcdefgh" * 60] * 3), width=300)
    before = painted(code)
    code.scroll_by(57)
    after = painted(code)
    assert before != after
    assert [after.pixel(0, y) for y in range(after.height())] == [before.pixel(0, y) for y in range(after.height())]


# ── folding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_block_shows_its_first_lines_and_a_button_for_the_rest(look: Look) -> None:
    text = "\n".join(f"line {number}" for number in range(FOLDED_FROM + 1))
    code = block(look, text, folds=True)
    folded = code.height
    assert target(code, "whole").name == f"Show all {FOLDED_FROM + 1} lines"
    assert target(code, "whole").rects[0].top() >= code.top_of(code.length)
    assert code.position_at(50, code.top_of(0) + (FOLDED_TO - 0.5) * look.pitch(look.code)) < code.length / 2
    opened(code, "whole")
    assert code.height > 2 * folded
    assert target(code, "whole").name == "Show less"
    short = "\n".join(["x"] * FOLDED_FROM)
    assert [one.key for one in block(look, short, folds=True).targets()] == ["k:wrap", "k:save", "k:copy"]


def test_what_is_folded_away_is_selected_and_copied_all_the_same(look: Look) -> None:
    text = "\n".join(["\tx"] * 200)
    code = block(look, text, folds=True)
    assert code.position_at(0, code.height) == code.length
    assert code.plain(0, code.length) == text
    assert target(code, "copy").value == text
    assert target(code, "save").value == f"code.py\n{text}"


def test_a_block_that_grew_before_the_readers_eyes_does_not_fold(make_view: MakeView) -> None:
    text = "```py\n" + "x = 1\n" * 200
    view, model = make_view(answered("a", Text("t", text), status=Status.STREAMING))
    high = view.rows.layout(0).height
    done = answered("a", Text("t", f"{text}```", done=True))
    model.put(done)
    assert view.rows.layout(0).height == high
    view.resize(700, 500)
    assert view.rows.layout(0).height == high
    late, _model = make_view(done)
    assert late.rows.layout(0).height < high / 2


# ── positions ────────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = "\tif x:\n日本語 😀 wide\nab\tc\nשלום abc مرحبا\n" + "long " * 60


@pytest.mark.parametrize("wraps", [False, True])
def test_every_position_is_hit_where_it_is_drawn(look: Look, wraps: bool) -> None:
    code = opened(block(look, MIXED, width=300), *(["wrap"] if wraps else []))
    for position in [*range(12), *range(13, 20)]:  # 12 is in the middle of the emoji
        top = code.top_of(position) + 2
        assert position in {code.position_at(x, top) for x in range(300)}
    assert code.plain(0, code.length) == MIXED
    assert code.plain(*code.word_at(4)) == "x"
    assert code.position_at(0, 0) == 0
    assert code.position_at(0, code.height) == code.length


@pytest.mark.parametrize("wraps", [False, True])
@pytest.mark.parametrize("line", range(5))
def test_a_selection_is_seen_on_every_kind_of_line(look: Look, wraps: bool, line: int) -> None:
    code = opened(block(look, MIXED, width=300), *(["wrap"] if wraps else []))
    start = len("\n".join(MIXED.split("\n")[:line]).encode("utf-16-le")) // 2 + bool(line)
    chosen = painted(code, (start, start + 3))
    assert look.color("selection").name() in inks(chosen)
    assert code.markdown(start, start + 3).startswith("```")


def test_right_to_left_words_do_not_turn_a_line_around(look: Look) -> None:
    code = block(look, "שלום = abc")
    y = code.top_of(0) + 2
    assert code.position_at(code.width - 20, y) == code.length


# ── in the window ────────────────────────────────────────────────────────────────────────────────────────────────

WIDE = "```python\n" + "value = 'text' " * 30 + "\n```"


@pytest.fixture
def shown(make_view: MakeView) -> tuple[TranscriptView, Callable[[], CodeBlock]]:
    lexing.load("python")
    view, _model = make_view(answered("a", Text("t", WIDE, done=True)))

    def find() -> CodeBlock:
        return next(one for one in view.rows.layout(0).leaves if isinstance(one, CodeBlock))

    return view, find


def place(view: TranscriptView, code: CodeBlock, inside: QPointF) -> QPointF:
    (found,) = [spot for leaf, spot in view.rows.layout(0).placed_leaves() if leaf is code]
    return QPointF(view.row_rect(0).topLeft()) + found + inside


def turned(
    view: TranscriptView, at: QPointF, *, angle: QPoint, pixels: QPoint | None = None, shift: bool = False
) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    port = view.viewport()
    event = QWheelEvent(
        at,
        QPointF(port.mapToGlobal(at.toPoint())),
        pixels or QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def leftmost(code: CodeBlock) -> int:
    return code.position_at(code.look.sizes.space_m, code.top_of(0) + 2)


def test_the_wheel_with_shift_and_the_touchpad_go_to_the_side(
    shown: tuple[TranscriptView, Callable[[], CodeBlock]],
) -> None:
    view, find = shown
    code = find()
    at = place(view, code, QPointF(100, code.height / 2))
    turned(view, at, angle=QPoint(0, -120))
    assert leftmost(code) == 0
    turned(view, at, angle=QPoint(0, -120), shift=True)
    first = leftmost(code)
    assert first > 0
    turned(view, at, angle=QPoint(-80, -10), pixels=QPoint(-40, -5))
    assert leftmost(code) > first
    turned(view, at, angle=QPoint(5, -80), pixels=QPoint(2, -40))
    turned(view, QPointF(5, 5), angle=QPoint(-120, 0))
    assert leftmost(code) > first
    turned(view, at, angle=QPoint(9_000, 0))
    assert leftmost(code) == 0


def test_the_bar_is_pulled_with_the_mouse(shown: tuple[TranscriptView, Callable[[], CodeBlock]], qtbot: QtBot) -> None:
    view, find = shown
    code = find()
    sizes = code.look.sizes
    low = code.height - sizes.space_m + sizes.space_xs + 1
    start = place(view, code, QPointF(sizes.space_m + 5, low)).toPoint()
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), left, pos=start)
    QTest.mouseMove(view.viewport(), start + QPoint(150, 40))
    moved = leftmost(code)
    QTest.mouseRelease(view.viewport(), left, pos=start + QPoint(150, 40))
    QTest.mouseMove(view.viewport(), start)
    assert 0 < moved == leftmost(code)
    assert not view.hand.ranges(0, view.rows.layout(0))


def test_left_and_right_go_to_the_side_while_a_button_of_the_block_has_the_keyboard(
    shown: tuple[TranscriptView, Callable[[], CodeBlock]], qtbot: QtBot
) -> None:
    view, find = shown
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert leftmost(find()) == 0
    while view.hand.focused_in("a") != f"{find().key}:wrap":
        assert view.hand.walk(forward=True)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert leftmost(find()) > 0
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert leftmost(find()) == 0
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert target(find(), "wrap").name == "Do not wrap lines"


def test_save_says_what_to_save_and_under_which_name(
    shown: tuple[TranscriptView, Callable[[], CodeBlock]], qtbot: QtBot
) -> None:
    view, find = shown
    at = place(view, find(), target(find(), "save").rects[0].center()).toPoint()
    with qtbot.waitSignal(view.save_requested) as saved:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert saved.args == ["code.py", WIDE.split("\n")[1]]


def test_colours_come_when_they_are_worked_out(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", Text("t", "```rust\n" + "fn f() -> u8 { 12 }\n" * 30 + "```", done=True)))
    view.setFont(LARGE)
    number = view.theme.color("code-number").name()
    qtbot.waitUntil(lambda: number in inks(view.viewport().grab().toImage()))
