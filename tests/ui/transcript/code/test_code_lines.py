"""Rows of code by counting: every character in one row, every position in its row, however the text came."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.ui.transcript import utf16
from desktop.ui.transcript.code.code_lines import PIECE, CodeLines, Row, cells

TEXTS = st.text(st.sampled_from("ab \t\n日😀é\u0301م"), max_size=120)
COLUMNS = st.sampled_from((0, 8, 10, 40))


def made(text: str, columns: int = 0) -> CodeLines:
    lines = CodeLines()
    lines.wrap(columns)
    lines.set_text(text)
    return lines


def rows(lines: CodeLines) -> list[Row]:
    return [lines.row(number) for number in range(lines.rows)]


@given(TEXTS, COLUMNS)
def test_rows_together_are_the_text(text: str, columns: int) -> None:
    lines = made(text, columns)
    found: dict[int, str] = {}
    for line, column, shown, start in rows(lines):
        assert len(found.get(line, "")) == column
        found[line] = found.get(line, "") + shown
        assert utf16.cut(text, start, start + utf16.length(shown)) == shown
        assert not columns or cells(shown) <= columns
    assert "\n".join(found.values()) == text
    assert lines.length == utf16.length(text)


@given(TEXTS, COLUMNS)
def test_a_position_is_found_in_its_row(text: str, columns: int) -> None:
    lines = made(text, columns)
    numbers = [lines.row_at(position) for position in range(lines.length + 1)]
    assert numbers == sorted(numbers)
    for number in range(lines.rows):
        assert lines.row_at(lines.row(number).start) == number


@given(TEXTS, COLUMNS, st.lists(st.integers(0, 120), max_size=8))
def test_text_that_grew_has_the_rows_of_text_that_came_whole(text: str, columns: int, cuts: list[int]) -> None:
    grown = made("", columns)
    for cut in sorted(cuts):
        grown.set_text(text[:cut])
    grown.set_text(text)
    whole = made(text, columns)
    assert rows(grown) == rows(whole)
    assert (grown.lines, grown.widest, grown.length) == (whole.lines, whole.widest, whole.length)


@given(TEXTS, COLUMNS)
def test_rows_before_a_line_are_those_of_the_lines_above(text: str, columns: int) -> None:
    lines = made(text, columns)
    for line in range(len(lines.lines) + 1):
        assert lines.rows_before(line) == sum(row[0] < line for row in rows(lines))


@pytest.mark.parametrize("columns", [0, 80])
@pytest.mark.parametrize("letter", ["x", "日"])
def test_a_megabyte_in_one_line_becomes_rows_that_can_be_laid_out(letter: str, columns: int) -> None:
    lines = made(letter * 1_000_000, columns)
    assert max(len(lines.row(number).text) for number in range(0, lines.rows, 100)) <= PIECE
    last = lines.row(lines.rows - 1)
    assert last.line == 0
    assert last.column + len(last.text) == 1_000_000


def test_the_first_line_that_changed_is_told() -> None:
    lines = made("a\nb")
    assert lines.set_text("a\nbc\nd") == 1
    assert lines.set_text("other") == 0
    assert lines.lines == ["other"]


@settings(max_examples=20)
@given(st.text(max_size=40))
def test_any_text_takes_some_columns(text: str) -> None:
    assert 0 <= cells(text) <= 4 * len(text)
