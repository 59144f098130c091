"""Formulas are shown as they were written, and money is no formula."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.blocks import Heading, Paragraph, Span, Table, plain
from desktop.core.formula import formula_end
from desktop.core.markup import parse


def shown(text: str) -> str:
    (block,) = parse(text)
    assert isinstance(block, Paragraph | Heading)
    return plain(block.inlines)


@pytest.mark.parametrize(
    "text",
    [
        r"\(x_1 * y_1\)",
        r"so \(a_b\) and \(c_d*e*f\), done",
        "\\[\n  \\sum_{i=1}^n i * j\n= x_1 * 2 \\\\\n\\]",
        "$$a_b*c*d_e$$",
        "$$\n\\frac{a}{b} \\\\\n_x_\n$$",
        r"(see $$*x*$$).",
        r"\(a < b & c &amp; d\)",
        r"\[[a](b)\]",
        r"[\(a](https://example.com) *b*\)",
        r"*\(a* b\)",
        r"![\(a](b)\)",
        "$5 or $10, and $x$ is $_1 too",
        "\\(\u4e2d_1_*2*\\)\u3002",
    ],
)
def test_what_is_written_is_shown(text: str) -> None:
    assert shown(text) == text
    (block,) = parse(text)
    assert isinstance(block, Paragraph)
    assert block.inlines == (Span(text),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"\(*open*", "(open"),
        (r"\[*a*\](b)", "[a](b)"),
        (r"\[*a*\][b]", "[a][b]"),
        (r"\[a*b*\]: *c*", r"\[a*b*\]: c"),
        (r"\(see `x`\)", "(see x)"),
        (r"\\(*a*\)", r"\(a)"),
        (r"\(\)", "()"),
        (r"\( \)", "( )"),
        ("**$$** cheap, **$$$** dear", "$$ cheap, $$$ dear"),
        ("$$$ *dear* $$$", "$$$ dear $$$"),
        ("US$$ *a* $$", "US$$ a $$"),
        ("$$ *a* $$5", "$$ a $$5"),
        ("$$ *a*", "$$ a"),
        ("$$$$ *a*", "$$$$ a"),
        ("$$$*a* $$", "$$$a $$"),
        ("$5 *and* $6", "$5 and $6"),
        (r"`\(a` *b*\)", r"\(a b)"),
    ],
)
def test_what_is_no_formula_is_markdown(text: str, words: str) -> None:
    assert shown(text) == words


def test_formulas_stand_in_styles_headings_and_tables() -> None:
    assert parse(r"# **\(a_b_c\)**") == (Heading(1, (Span(r"\(a_b_c\)", bold=True),)),)
    (table,) = parse("|a|\n|-|\n|$$x_1_$$|")
    assert isinstance(table, Table)
    assert table.rows[0][0] == (Span("$$x_1_$$"),)


@given(st.text(alphabet="ab$\\()[]` *\n"), st.integers(0, 30))
@example("\\(a\\)", 0)
@example("$$a$$", 0)
def test_a_formula_is_closed_as_it_was_opened(text: str, start: int) -> None:
    end = formula_end(text, start)
    if end is not None:
        assert (text[start : start + 2], text[end - 2 : end]) in {("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$")}
        assert text[start + 2 : end - 2].strip()
