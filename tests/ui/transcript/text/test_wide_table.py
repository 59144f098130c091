"""Tables that are wider than there is room: scrolled to the side, by everything that scrolls."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core import blocks
from desktop.core.find import Needle
from desktop.core.markup import parse
from desktop.core.message import Text
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene
from desktop.ui.transcript.text.table import Table
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application


def written(columns: int, *, word: str = "column", last: str = "") -> str:
    names = [f"{word}{number}" for number in range(columns - 1)] + [last or f"{word}end"]
    row = f"|{'|'.join(names)}|\n"
    return f"{row}|{'-|' * columns}\n{row}"


def table(look: Look, text: str, *, width: float = 500) -> Table:
    (block,) = parse(text)
    assert isinstance(block, blocks.Table)
    made = Table(block, look, key="k")
    made.resize(width)
    return made


def left(made: Table) -> int:
    """The position at the left edge."""
    return made.position_at(1, 5)


def painted(made: Table, *, beside: int = 200) -> QImage:
    image = QImage(int(made.width) + beside, int(made.height), QImage.Format.Format_RGB32)
    image.fill(made.look.color("window"))
    painter = QPainter(image)
    made.paint(painter, Scene(), None)
    painter.end()
    return image


@pytest.mark.parametrize("columns", [10, 16, 50])
def test_no_word_is_broken_however_many_columns_there_are(look: Look, columns: int) -> None:
    made = table(look, written(columns))
    one_line = table(look, written(2))
    assert made.top_of(made.length) == one_line.top_of(one_line.length)


def test_a_very_long_word_is_broken(look: Look) -> None:
    short, made = table(look, written(3)), table(look, written(5, word="x" * 100))
    assert made.top_of(made.length) > short.top_of(short.length)


def test_columns_with_room_leave_it_to_the_others(look: Look) -> None:
    made = table(look, "|a|b|c|\n|-|-|-|\n" + f"|{'word ' * 40}|{'x' * 15}|y|")
    assert not made.scroll_by(10)


def test_the_last_column_is_reached_and_the_first_one_again(look: Look) -> None:
    made = table(look, written(50))
    assert left(made) == 0
    assert made.scroll_by(100_000)
    assert made.position_at(made.width - 5, 5) == made.plain(0, made.length).index("\n")
    assert made.scroll_by(-100_000)
    assert left(made) == 0
    assert not table(look, written(3)).scroll_by(10)


def test_it_is_painted_inside_its_width_with_a_bar_below(look: Look) -> None:
    made = table(look, written(50))
    window, low = look.color("window").rgb(), int(made.height) - look.sizes.space_xs
    for distance in (0, 333, 100_000):
        made.scroll_by(distance)
        image = painted(made)
        outside = range(int(made.width) + 1, image.width())
        assert all(image.pixel(x, y) == window for x in outside for y in range(image.height()))
    image = painted(made)
    assert image.pixel(int(made.width) - look.sizes.space_m - 5, low) == look.color("scroll").rgb()
    assert image.pixel(look.sizes.space_m + 2, low) == window


def test_its_bar_is_taken_hold_of_and_pulled(look: Look) -> None:
    made = table(look, written(50))
    point = QPointF(look.sizes.space_m + 5, made.height - look.sizes.space_xs)
    grip = made.grip(point)
    assert grip is not None
    made.drag_to(10_000, grip)
    assert made.position_at(made.width - 5, 5) == made.plain(0, made.length).index("\n")
    assert table(look, written(3)).grip(point) is None


def test_pressing_its_bar_goes_on_by_what_is_in_sight_and_starts_again(look: Look) -> None:
    made, seen = table(look, written(40)), [0]
    for _ in range(10):
        made.turn()
        seen.append(left(made))
        if not seen[-1]:
            break
    assert len(seen) > 4
    assert seen == [*sorted(seen[:-1]), 0]


def test_a_table_that_reads_from_right_to_left_begins_at_its_right(look: Look) -> None:
    made = table(look, written(30, word="\u0639\u0645\u0648\u062f"))
    first = made.position_at(made.width - 5, 5)
    assert first < 8
    made.turn()
    assert made.position_at(made.width - 5, 5) > first
    made.resize(400)
    assert made.position_at(395, 5) > first
    made.scroll_by(-100_000)
    made.turn()
    assert made.position_at(395, 5) < 8


def test_what_is_looked_for_comes_into_sight(look: Look) -> None:
    made = table(look, written(50, last="needle"))
    start = made.plain(0, made.length).index("needle")
    assert Needle("needle").places(made.content)
    assert made.uncover(start) == ""
    assert made.position_at(made.width - 20, 5) >= start
    made.uncover(0)
    assert left(made) == 0


def test_a_link_out_of_sight_is_not_pressed_and_comes_into_sight(look: Look) -> None:
    made = table(look, written(50, last="[link](https://example.com)"))
    first, second, bar = made.targets()
    assert (bar.action, bar.value, bar.name) == (Action.SIDE, "k", "Scroll the table to the side")
    assert {rect.width() for rect in first.rects} == {0.0}
    made.show_target(first.key)
    shown = made.target(first.key)
    assert shown is not None
    assert 0 < shown.rects[0].left() < shown.rects[0].right() <= made.width
    assert made.target_at(shown.rects[0].center()) == shown
    made.show_target("k:other")
    assert made.target(second.key) != second


# ── in the transcript ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shown(make_view: MakeView) -> tuple[TranscriptView, Callable[[], Table]]:
    text = written(50, last="needle")
    view, _model = make_view(answered("a", Text("t", text, done=True)))

    def find() -> Table:
        return next(one for one in view.rows.layout(0).leaves if isinstance(one, Table))

    return view, find


def test_the_wheel_with_shift_goes_to_the_side(shown: tuple[TranscriptView, Callable[[], Table]]) -> None:
    view, find = shown
    (place,) = (spot for leaf, spot in view.rows.layout(0).placed_leaves() if leaf is find())
    at = QPointF(view.row_rect(0).topLeft()) + place + QPointF(100, 20)
    event = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, -1200),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert left(find()) > 0


def test_the_keyboard_reaches_the_bar_and_goes_to_the_side(
    shown: tuple[TranscriptView, Callable[[], Table]], qtbot: QtBot
) -> None:
    view, find = shown
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    while view.hand.focused_in("a") != f"{find().key}:side":
        assert view.hand.walk(forward=True)
    for _ in range(10):
        QTest.keyClick(view, Qt.Key.Key_Right)
    there = left(find())
    assert there > 0
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert left(find()) > there
    for _ in range(100):
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert left(find()) == 0


def test_what_is_selected_by_keys_comes_into_sight(shown: tuple[TranscriptView, Callable[[], Table]]) -> None:
    view, find = shown
    view.hand.selecting.take_all("a") if hasattr(view.hand.selecting, "take_all") else view.hand.selecting.take_more(
        "a"
    )
    view.hand.selecting.step("character", forward=False)
    assert left(find()) > 0
