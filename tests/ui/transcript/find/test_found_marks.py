"""Words that were looked for are marked wherever they are painted, and the place that was gone to a second time."""

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.core.find import Needle
from desktop.core.message import Message, Text, ToolCall, ToolState
from desktop.ui.look import theme
from desktop.ui.look.tokens import THEME_NAMES, ColorRole, ThemeName
from desktop.ui.transcript.find.matches import Match, Reading
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.painting import paint_row
from desktop.ui.transcript.segment import Scene
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
