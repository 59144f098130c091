"""Words that were looked for are marked wherever they are painted, and the place that was gone to a second time."""

from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTextLayout, QTextLine
from PySide6.QtWidgets import QApplication

from desktop.core.find import Needle
from desktop.core.message import Message, Text, ToolCall, ToolState
from desktop.ui.look import theme
from desktop.ui.look.tokens import THEME_NAMES, ColorRole, ThemeName
from desktop.ui.transcript.code import code_row
from desktop.ui.transcript.find.matches import Match, Reading
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.painting import paint_row
from desktop.ui.transcript.segment import Scene
from desktop.ui.transcript.text import marks, text_box
from tests.ui.transcript.conftest import answered


def said(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text, done=True))


def call(**fields: object) -> ToolCall:
    return replace(ToolCall("c", "look_up", state=ToolState.OUTPUT_AVAILABLE), **fields)


def found(message: Message, needle: str, look: Look) -> list[Match]:
    return [match for match in Reading(message, Needle(needle), look) if match is not None]


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize(
    "text",
    [
        "a needle here",
        "ab שלום needle",
        "```\na needle here\n```",
        "```\n😀 needle here\n```",
        "|a|\n|-|\n|needle|",
    ],
)
def test_found_words_are_marked_and_the_one_gone_to_more(qapp: QApplication, name: ThemeName, text: str) -> None:
    look = Look(theme.load(name), QApplication.font())
    layout = RowLayout(look, 500)
    layout.update(said("a", text), Setting())
    layout.complete()
    needle = Needle("needle")
    (match,) = found(said("a", text), "needle", look)
    here = {1: (match.start, match.stop)}
    assert not {"found", "found-here"} & painted(layout, Scene(), {})
    assert "found" in painted(layout, Scene(needle=needle), {})
    assert "found-here" in painted(layout, Scene(needle=needle, is_found=True), here)
    assert "found-here" not in painted(layout, Scene(needle=needle), here)
    assert "selection" in painted(layout, Scene(needle=needle), here)


def painted(layout: RowLayout, scene: Scene, ranges: dict[int, tuple[int, int]]) -> set[str]:
    """The colours by role that stand somewhere in the picture of a row."""
    look = layout.look
    image = QImage(500, layout.height, QImage.Format.Format_RGB32)
    image.fill(look.color("window"))
    painter = QPainter(image)
    paint_row(painter, layout, image.rect().toRectF(), scene, ranges)
    painter.end()
    seen = colours(image)
    roles: tuple[ColorRole, ...] = ("found", "found-here", "selection")
    return {role for role in roles if QColor(look.color(role)).rgb() in seen}


def test_an_opened_tree_shows_what_was_found(look: Look) -> None:
    layout = RowLayout(look, 500)
    message = answered("a", call(input={"needle": 1}, output="needle " * 90))
    layout.update(message, Setting(opened=frozenset({"tool:0"})))
    assert "found" in painted(layout, Scene(needle=Needle("needle")), {})
    assert "found" not in painted(layout, Scene(needle=Needle("field")), {}), "what is no word of the value"


class Drawn:
    """Counts the places that are worked out for marks, and the formats that Qt is given at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.places = self.formats = 0
        drawn = self

        def counting(line: QTextLine, start: int, stop: int, *, mixed: bool) -> Iterator[tuple[float, float]]:
            drawn.places += 1
            return marks.sides(line, start, stop, mixed=mixed)

        class Counting(QTextLayout):
            def draw(  # type: ignore[override] # asked in one way here
                self, painter: QPainter, at: QPointF, ranges: Sequence[QTextLayout.FormatRange], room: QRectF
            ) -> None:
                drawn.formats = max(drawn.formats, len(ranges))
                super().draw(painter, at, ranges, room)

        for module in (text_box, code_row):
            monkeypatch.setattr(module, "sides", counting)
            monkeypatch.setattr(module, "QTextLayout", Counting)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    "text",
    [
        "e " * 30_000,
        "**e** [e](https://example.com) " * 3_000,
        "שe " * 15_000,
        "```\n" + "e " * 50_000 + "\n```",
        "```\n" + "שe " * 9_000 + "\n```",
        "|a|\n|-|\n|" + "e " * 30_000 + "|",
    ],
    ids=["words", "links", "two directions", "a line of code", "a line of code in two directions", "a cell"],
)
def test_marks_cost_what_is_in_sight(
    text: str, name: ThemeName, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch)
    look = Look(theme.load(name), QApplication.font())
    layout = RowLayout(look, 500)
    layout.update(said("a", text), Setting())
    layout.complete()
    middle = layout.height / 2
    image = QImage(500, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.translate(0, -middle)
    seen = QRectF(0, middle, 500, 100)
    painter.setClipRect(seen)
    paint_row(painter, layout, seen, Scene(needle=Needle("e")), {1: (0, 2**30)})
    paint_row(painter, layout, seen, Scene(needle=Needle("e")), {})
    painter.end()
    assert QColor(look.color("found")).rgb() in colours(image)
    assert 0 < drawn.places < 4_000
    assert drawn.formats == 1


def columns(layout: RowLayout, scene: Scene, ranges: dict[int, tuple[int, int]], role: ColorRole) -> set[int]:
    """Where this colour stands, from side to side."""
    image = QImage(500, layout.height, QImage.Format.Format_RGB32)
    image.fill(layout.look.color("window"))
    painter = QPainter(image)
    paint_row(painter, layout, image.rect().toRectF(), scene, ranges)
    painter.end()
    wanted = QColor(layout.look.color(role)).rgb()
    return {x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == wanted}


@pytest.mark.parametrize("needle", ["world", "שלום", "ש", "ם", "ם the ש"])
@pytest.mark.parametrize("text", ["abc (שלום the שלום) world", "שלום the שלום in the world"])
def test_words_of_two_directions_are_marked_where_they_stand(text: str, needle: str, look: Look) -> None:
    layout = RowLayout(look, 500)
    layout.update(said("a", text), Setting())
    layout.complete()
    marked = columns(layout, Scene(needle=Needle(needle)), {}, "found")
    chosen: set[int] = set()
    for match in found(said("a", text), needle, look):
        chosen |= columns(layout, Scene(), {1: (match.start, match.stop)}, "selection")
    assert chosen
    assert len(marked ^ chosen) <= 2 * 4, "but for the edges"


def test_what_is_chosen_looks_so_whatever_is_looked_for(look: Look) -> None:
    assert list(marks.beside([(0, 4), (6, 9), (12, 14)], (2, 7))) == [(0, 2), (7, 9), (12, 14)]
    assert list(marks.beside([(0, 9)], (2, 7))) == [(0, 2), (7, 9)]
    assert list(marks.beside([(2, 7)], (2, 7))) == []
