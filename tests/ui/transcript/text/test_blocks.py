"""Each kind of block: hit, selected and mirrored where it is drawn."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from desktop.core.message import Text
from desktop.ui.look import theme
from desktop.ui.transcript.code.code import CodeBlock
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.painting import paint_row
from desktop.ui.transcript.segment import Scene
from desktop.ui.transcript.text.table import Table
from tests.ui.transcript.conftest import asked
from tests.ui.transcript.test_layout import SETTING, laid_out, picture, words

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

EVERYTHING = (
    "1. one\n2. two\n   > quoted in a list\n3. - nested at once\n\n- [x] done\n- [ ] open\n\n~~gone~~ **b** *i*\n\n"
    "```py\nfirst = 1\nzweite = 'ü 😀 日本'\n```\n\n|a|b|c|\n|:-|:-:|-:|\n|[x](https://example.com)|two words|3|\n\n"
    "- مرحبا\n\n1. مرحبا\n\n- [x] مرحبا\n\n|السلعة|b|\n|-|-|\n|1|2|"
)


@pytest.mark.parametrize("mirrored", [False, True])
def test_everything_can_be_selected_and_the_selection_is_seen(mirrored: bool) -> None:
    look = Look(theme.load("light"), QFont(), mirrored=mirrored)
    layout = laid_out(look, Text("t", EVERYTHING, done=True), width=500)
    before = picture(layout)
    for index, segment in enumerate(layout.segments):
        if segment.length:
            image = QImage(before)
            painter = QPainter(image)
            paint_row(painter, layout, QRectF(image.rect()), Scene(), {index: (0, segment.length)})
            painter.end()
            assert image != before
            assert segment.plain(0, segment.length)
            assert segment.markdown(0, segment.length)
            assert segment.markdown(0, 1)


def test_words_are_found_in_code_and_tables(look: Look) -> None:
    layout = laid_out(look, Text("t", EVERYTHING, done=True))
    code = next(segment for segment in layout.leaves if isinstance(segment, CodeBlock))
    table = next(segment for segment in layout.leaves if isinstance(segment, Table))
    assert code.plain(*code.word_at(2)) == "first"
    assert code.plain(*code.word_at(12)) == "zweite"
    assert table.plain(0, table.length) == "a\tb\tc\nx\ttwo words\t3"
    assert table.plain(*table.word_at(table.length - 4)) == "words"
    assert [target.value for target in table.targets()] == ["https://example.com"]


def test_every_character_of_a_table_is_hit_where_it_is_drawn(look: Look) -> None:
    layout = laid_out(look, Text("t", "|one|two|\n|-|-|\n|three|four|", done=True))
    table = layout.leaves[1]
    assert isinstance(table, Table)
    corners = [table.position_at(x, y) for y in (5, table.height - 5) for x in (0, table.width)]
    assert corners == [0, 7, 8, 18]


def test_code_is_hit_where_it_is_drawn(look: Look) -> None:
    text = "short\n" + "long " * 60 + "\nü 😀\nend"
    layout = laid_out(look, Text("t", f"```\n{text}\n```", done=True), width=500)
    code = layout.leaves[1]
    assert isinstance(code, CodeBlock)
    code.set_opened(frozenset({f"{code.key}:wrap"}))
    code.resize(code.width)
    pad = look.sizes.space_m
    for position in range(0, 300, 7):
        top = code.top_of(position) + 2
        column = next(x for x in range(600) if code.position_at(pad + x, top) >= position)
        assert code.position_at(pad + column, top) == position
    assert code.position_at(0, 0) == 0
    assert code.position_at(0, code.height) == code.length


def test_a_quotes_bar_has_no_gaps(look: Look) -> None:
    layout = laid_out(look, Text("t", "> one\n>\n> two", done=True))
    one, two = layout.leaves[1:3]
    assert one.reach == 0
    assert two.y - two.reach == one.y + one.height


def test_a_narrow_window_still_shows_everything(look: Look) -> None:
    layout = laid_out(look, Text("t", EVERYTHING, done=True), width=120)
    assert words(layout)[:2] == ["1. one", "2. two"]
    assert all(segment.height > 0 for segment in layout.leaves)


def test_a_long_question_is_shown_whole(look: Look) -> None:
    text = "\n".join(f"line {i} " + "x" * (i * 50 % 9_000) for i in range(200))
    layout = RowLayout(look, 700)
    layout.update(asked("q", text), SETTING)
    layout.complete()
    assert "".join(words(layout)).replace("\n", "") == text.replace("\n", "")


def test_a_font_in_pixels_scales_like_one_in_points() -> None:
    font = QFont()
    font.setPixelSize(20)
    look = Look(theme.load("light"), font)
    assert look.heading(1).pixelSize() > look.heading(3).pixelSize() > 20
    assert look.pitch(look.body) >= 30
    assert laid_out(look, Text("t", EVERYTHING, done=True)).height > 0
