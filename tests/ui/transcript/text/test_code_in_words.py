"""Inline code among words that run from right to left: it reads left to right, and nobody meets what keeps it so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QRawFont
from PySide6.QtTest import QTest

from desktop.core.blocks import Paragraph, Span
from desktop.core.find import Needle
from desktop.core.markup import parse
from desktop.core.message import Text
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.text.isolates import Isolates
from desktop.ui.transcript.text.text_box import TextBox
from tests.ui.transcript.conftest import MakeView, answered

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

ARABIC = "\u0645\u0631\u062d\u0628\u0627"
KAF = "\u0643"
MIXED = f"{ARABIC} `-v` {KAF} `a()` {KAF} `ls -l /tmp/` {KAF} `\U0001f600({KAF})`"
CODES = ["-v", "a()", "ls -l /tmp/"]


def box(look: Look, text: str, *, width: float = 900) -> TextBox:
    (block,) = parse(text)
    assert isinstance(block, Paragraph)
    made = TextBox(block.inlines, look)
    made.resize(width)
    return made


def glyphs(made: TextBox, code: str) -> list[int]:
    """What stands where a code does, from left to right; no code here has a space at its edges."""
    start = made.text.index(code)
    (place,) = made.rects(start, start + len(code))
    drawn = [
        (point.x(), glyph)
        for run in made._layout.glyphRuns()  # noqa: SLF001  # what is drawn is compared
        for point, glyph in zip(run.positions(), run.glyphIndexes(), strict=True)
    ]
    seen = [glyph for x, glyph in sorted(drawn) if place.left() - 0.5 <= x < place.right() - 0.5]
    (unseen,) = QRawFont.fromFont(made.look.code).glyphIndexesForString(" ")
    while seen[0] == unseen:
        del seen[0]
    while seen[-1] == unseen:
        del seen[-1]
    return seen


def edges(made: TextBox, code: str) -> list[int]:
    """The positions that a pointer meets from the left to the right of a code."""
    start = made.text.index(code)
    (place,) = made.rects(start, start + len(code))
    across = range(round(place.left()) + 1, round(place.right()))
    return list(dict.fromkeys(made.position_at(x, place.center().y()) - start for x in across))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", [f"{ARABIC} `%` {KAF}", f"words `%` {KAF}", f"`%` {ARABIC}", MIXED])
def test_code_reads_left_to_right(look: Look, text: str, code: str) -> None:
    assert glyphs(box(look, text.replace("%", code)), code) == glyphs(box(look, f"`{code}`"), code)


@pytest.mark.parametrize("code", CODES)
def test_a_pointer_meets_the_characters_of_code_in_their_order(look: Look, code: str) -> None:
    assert edges(box(look, MIXED), code) == list(range(len(code) + 1))


def test_words_are_copied_found_and_counted_without_signs(look: Look) -> None:
    made = box(look, MIXED, width=120)
    assert made.plain(0, made.length) == MIXED.replace("`", "")
    assert made.found(Needle("a()")) == [(made.text.index("a()"), made.text.index("a()") + 3)]
    assert made.position_at(0, made.height + 1) == made.length
    assert made.top_of(made.length) > made.top_of(0)


def test_words_of_one_direction_are_laid_out_as_they_are() -> None:
    spans = (Span("see "), Span("-v", code=True))
    assert Isolates(spans, mixed=False).text == "see -v"
    assert Isolates(spans, mixed=True).text == "see \u2066-v\u2069"


@given(st.lists(st.tuples(st.sampled_from(["a", KAF, "\U0001f600", "-v"]), st.booleans()), max_size=6))
def test_every_position_has_its_place(parts: list[tuple[str, bool]]) -> None:
    made = Isolates(tuple(Span(text, code=code) for text, code in parts), mixed=True)
    length = sum(len(text.encode("utf-16-le")) // 2 for text, _code in parts)
    for position in range(length + 1):
        assert made.position(made.begin(position)) == made.position(made.end(position)) == position
        assert made.end(position) <= made.begin(position)


def test_code_that_is_selected_with_the_mouse_is_copied(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", f"{ARABIC} `ls -l /tmp/` {KAF}", done=True)))
    (leaf, place), *_ = [one for one in view.rows.layout(0).placed_leaves() if "ls -l" in one[0].content]
    row, y = QPointF(view.row_rect(0).topLeft()), leaf.height / 2
    start = leaf.content.index("ls -l")
    stop = start + len("ls -l /tmp/")
    first = next(x for x in range(int(leaf.width)) if leaf.position_at(x, y) == start)
    last = next(x for x in range(first, int(leaf.width)) if leaf.position_at(x, y) == stop)
    ends = [(row + place + QPointF(x, y)).toPoint() for x in (first, last)]
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=ends[0])
    QTest.mouseMove(view.viewport(), ends[1])
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=ends[1])
    mime = view.hand.selecting.mime()
    assert mime is not None
    assert mime.text() == "ls -l /tmp/"
