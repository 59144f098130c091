"""Formulas are shown as they were written, and money is no formula."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.blocks import BulletList, Heading, Item, Paragraph, Quote, Span, Table, plain
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
        r"$\{a, b\}$",
        "so ($a*b*c$), $x_1$ and $y^*$, *not",
        r"$a \$ b_1*c*d$",
        "$$\nx\n=\ny\n$$",
        "$$\nx\n---\n$$",
        "$$\nE = a\n+ b\n+ c\n$$",
        "$$\n# x\n> d\n1. e\n***\n```\n$$",
        "$$\n|a|\n|-|\n[x]: y\n`z`\n$$",
        "\\[\n\\begin{aligned}\n a &= b \\\\\n - c\n\\end{aligned}\n\\]",
        "\\[ a_{[1]} = 1\n+ 2 \\]",
        "$$x = 1\n- 2$$",
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
        ("$5*a*5 and $6", "$5a5 and $6"),
        ("$*a*$", "$a$"),
        ("a$x_1 *b* c$", "a$x_1 b c$"),
        ("$x_1 *b* c $", "$x_1 b c $"),
        ("$x_1 *b* c$5", "$x_1 b c$5"),
        ("$5 *and* $x_1, or 6$", "$5 and $x_1, or 6$"),
        (r"\$x_1 *b* c$", "$x_1 b c$"),
        ("$x_1 `b` *c*$", "$x_1 b c$"),
        ("we get $$\nx = y\n$$\nand *more*", "we get $$\nx = y\n$$\nand more"),
        ("we get \\[\nx = y\n\\[\nand *more*", "we get [\nx = y\n[\nand more"),
        (r"\[ ] to_do *a*", "[ ] to_do a"),
        ("$$\n+ x\n$$ where *y* is\n*z*", "$$\n+ x\n$$ where y is\nz"),
        ("$$\nnever *closed*\n- a", "$$\nnever closed\n- a"),
        ("$$ = **moderate**\n$$$ = **dear**", "$$ = moderate\n$$$ = dear"),
        ("$$\nx\n$$$ *y*\n$$$$\n$$$ z $$ *done*", "$$\nx\n$$$ *y*\n$$$$\n$$$ z $$ done"),
    ],
)
def test_what_is_no_formula_is_markdown(text: str, words: str) -> None:
    assert shown(text) == words


def test_what_stands_below_a_class_of_prices_is_markdown() -> None:
    (name, words) = parse("**Trattoria**\n$$\n[Website](https://x.example) \u00b7 **open**")
    assert name == Paragraph((Span("Trattoria", bold=True),))
    assert words == Paragraph(
        (Span("$$\n"), Span("Website", link="https://x.example"), Span(" \u00b7 "), Span("open", bold=True))
    )


def test_formulas_stand_in_styles_headings_and_tables() -> None:
    assert parse(r"# **\(a_b_c\)**") == (Heading(1, (Span(r"\(a_b_c\)", bold=True),)),)
    (table,) = parse("|a|\n|-|\n|$$x_1_$$|")
    assert isinstance(table, Table)
    assert table.rows[0][0] == (Span("$$x_1_$$"),)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("words\n$$\n- x\n$$\nwords", ["Paragraph", "Paragraph", "Paragraph"]),
        ("$$\nx\n$$\n- a", ["Paragraph", "BulletList"]),
        ("dear: $$$\n$$\n- x\n$$\n- a", ["Paragraph", "Paragraph", "BulletList"]),
        ("a $$ b\n$$$ c\n$$\n- d", ["Paragraph", "BulletList"]),
        ("$$\nx\n\n- a", ["Paragraph", "BulletList"]),
        ("$$\nx\n$$ y\n- a", ["Paragraph", "BulletList"]),
        ("$$ cheap\n- a", ["Paragraph", "BulletList"]),
        ("$$$\n- a", ["Paragraph", "BulletList"]),
        ("$$ a_1 $$\n- a", ["Paragraph", "BulletList"]),
        ("    $$\n- a", ["Code", "BulletList"]),
        ("|a|\n|-|\n|b $$|\n$$\n- x\n$$", ["Table", "Paragraph"]),
        ("> $$\n- a", ["Quote", "BulletList"]),
    ],
)
def test_a_formula_ends_where_it_is_closed_or_its_paragraph_would(text: str, kinds: list[str]) -> None:
    assert [type(block).__name__ for block in parse(text)] == kinds


def test_formulas_over_several_lines_stand_in_items_and_quotes() -> None:
    formula = Paragraph((Span("$$\n+ b\n$$"),))
    assert parse("- a\n  $$\n  + b\n  $$\n- c") == (
        BulletList((Item((Paragraph((Span("a"),)), formula)), Item((Paragraph((Span("c"),)),)))),
    )
    assert parse("> $$\n> + b\n> $$") == (Quote((formula,)),)


def test_too_many_marks_behind_a_formula_are_shown_as_they_were_typed() -> None:
    text = "$$\n+ x\n$$ " + "*a* " * 400 + "b"
    assert parse(text) == (Paragraph((Span(text),)),)


@given(st.text(alphabet="ab$\\()[]` *\n"), st.integers(0, 30))
@example("\\(a\\)", 0)
@example("$$a$$", 0)
@example("$a\\b$", 0)
def test_a_formula_is_closed_as_it_was_opened(text: str, start: int) -> None:
    end = formula_end(text, start)
    if end is not None:
        marks = (text[start : start + 2], text[end - 2 : end])
        alone = text[start] == text[end - 1] == "$"
        assert marks in {("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$")} or alone
        assert text[start + 1 + (not alone) : end - 1 - (not alone)].strip()
