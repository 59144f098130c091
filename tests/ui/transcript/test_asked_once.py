"""What is asked of one place of a long text is not worked out for all of it."""

import unicodedata
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTextLayout

from desktop.core.blocks import Span
from desktop.ui.transcript.look import Look, reads_right_to_left
from desktop.ui.transcript.segment import Action, Scene
from desktop.ui.transcript.text.table import Table
from desktop.ui.transcript.text.text_box import TextBox
from tests.ui.transcript.pictures import at_once

LINKS = "[a](https://e.com) " * 100 + "\n\n"


def test_only_the_link_that_is_looked_for_is_measured(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = at_once(LINKS * 20, look)
    *_, (_index, wanted) = layout.targets()
    measured: list[tuple[int, int]] = []
    rects = TextBox.rects

    def counting(box: TextBox, start: int, stop: int) -> list[QRectF]:
        measured.append((start, stop))
        return rects(box, start, stop)

    monkeypatch.setattr(TextBox, "rects", counting)
    assert layout.target(wanted.key) == wanted
    assert len(measured) == 1


def test_each_link_is_found_by_its_key(look: Look) -> None:
    text = LINKS * 2 + "- [b](https://e.com/b)\n\n|[c](https://e.com/c)|\n|-|\n\n```py\nx = 1\n```\n"
    layout = at_once(text, look)
    targets = [target for _index, target in layout.targets()]
    assert len(targets) > 200
    assert [layout.target(target.key) for target in targets] == targets
    assert layout.target("t.0.0:link1000000") is None


def test_a_link_over_several_lines_has_a_place_in_each(look: Look) -> None:
    layout = at_once(f"some words before [{'long words ' * 40}](https://e.com) and after", look)
    (target,) = (target for _index, target in layout.targets() if target.action is Action.LINK)
    tops = [rect.top() for rect in target.rects]
    assert len(tops) > 3
    assert tops == sorted(set(tops))


@pytest.mark.parametrize(("sign", "expected"), [("\N{GRINNING FACE}", False), ("\N{GRINNING FACE}א", True)])
def test_each_sign_is_asked_for_its_direction_once(sign: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(char: str) -> str:
        asked.append(char)
        return unicodedata.bidirectional(char)

    monkeypatch.setattr("desktop.ui.transcript.look._direction", counting)
    assert reads_right_to_left(sign * 2_000) is expected
    assert len(asked) < 10


def test_a_line_that_fits_is_laid_out_once(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    class Counting(QTextLayout):
        def beginLayout(self) -> None:
            begun.append(self.text())
            super().beginLayout()

    monkeypatch.setattr("desktop.ui.transcript.text.text_box.QTextLayout", Counting)
    box = TextBox((Span("cell"),), look)
    wide, high = box.wanted_width, box.height
    box.resize(wide + 20)
    box.resize(wide + 400)
    assert len(begun) == 1
    assert (box.width, box.height) == (wide + 400, high)
    box.resize(wide - 10)
    assert len(begun) == 2
    assert box.height > high


@pytest.mark.parametrize("side", [Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter])
def test_a_line_that_stands_elsewhere_moves_with_the_width(look: Look, side: Qt.AlignmentFlag) -> None:
    box = TextBox((Span("cell"),), look, align=side)
    box.resize(200)
    before = box.point_of(0).x()
    box.resize(300)
    assert box.point_of(0).x() > before


def test_only_the_cells_in_sight_are_painted(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    header, rule = "|a" * 40 + "|\n", "|-" * 40 + "|\n"
    layout = at_once(header + rule + ("|cell" * 40 + "|\n") * 6, look, 400.0)
    shown: list[str] = []
    paint = TextBox.paint

    def counting(box: TextBox, painter: QPainter, x: float, y: float, *others: Any) -> None:  # noqa: ANN401  # whatever else it is asked with
        shown.append(box.text)
        paint(box, painter, x, y, *others)

    monkeypatch.setattr(TextBox, "paint", counting)
    (table,) = (leaf for leaf in layout.leaves if isinstance(leaf, Table))
    page = QImage(400, 500, QImage.Format.Format_RGB32)
    painter = QPainter(page)
    table.paint(painter, Scene(), None)
    columns, rest = divmod(len(shown), 7)
    shown.clear()
    painter.setClipRect(0, 0, 400, 40)
    table.paint(painter, Scene(), None)
    painter.end()
    assert 0 < columns < 20
    assert rest == 0
    assert 0 < len(shown) <= 2 * columns
