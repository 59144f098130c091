import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import rules_inline

from desktop.core import markup
from desktop.core.blocks import (
    MAX_TABLE_ROWS,
    Block,
    BulletList,
    Code,
    Heading,
    Item,
    OrderedList,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    plain,
)
from desktop.core.markup import MAX_REFERENCES, References, parse, units
from desktop.core.sections import LONGEST_RULE

LINES = st.sampled_from(
    [
        "",
        "words and *more*",
        "- item",
        "  - inner",
        "  continued",
        "1. one",
        "7. seven",
        "> quoted",
        "```py",
        "```",
        "~~~",
        "    indented",
        "# heading",
        "===",
        "---",
        "|a|b|",
        "|--|:-:|",
        "| 1 | 2 |",
        "* * *",
        "[x]: https://example.com",
        "[x] and [y][x]",
        "a\tb",
        "1) other",
        "-",
        "$$",
        "\\[",
        "\\]",
        "$$ x = 1",
        "y $$ *z*",
        "$$ dear",
        "$$$ *dear*",
        "$a*b*c$",
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join)


def only(text: str) -> Block:
    (block,) = parse(text)
    return block


def p(*spans: Span | str) -> Paragraph:
    return Paragraph(tuple(Span(span) if isinstance(span, str) else span for span in spans))


def test_styles_add_up() -> None:
    assert only("a **b *c*** `d *e*` ~~f~~") == p(
        "a ",
        Span("b ", bold=True),
        Span("c", bold=True, italic=True),
        " ",
        Span("d *e*", code=True),
        " ",
        Span("f", strike=True),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~one~ a", p(Span("one", strike=True), " a")),
        ("~~two~~", p(Span("two", strike=True))),
        ("~~a ~b~ c~~", p(Span("a b c", strike=True))),
        ("x ~~~a~~~ b", p("x ~~~a~~~ b")),
        ("~a~~", p("~a~~")),
        ("~5 to ~10 min, ~/a and ~/b", p("~5 to ~10 min, ~/a and ~/b")),
        ("(~a b~), **~c~**.", p("(", Span("a b", strike=True), "), ", Span("c", bold=True, strike=True), ".")),
    ],
)
def test_one_tilde_or_two_strike_through(text: str, expected: Paragraph) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "9~12 Uhr und 13~18 Uhr",
        "\u8425\u4e1a\u65f6\u95f4 9~12\u70b9\u548c13~18\u70b9",
        "~5 km oder~6 km",
        "5~ km oder 6~7 km",
        "H~2~O",
        "**9**~**12** und **13**~**18**",
        "(9:00)~(12:00) und (13:00)~(18:00)",
        "5 €~10 € und 20 €~30 €",
        "\u0967~\u0968 \u092c\u091c\u0947~\u092e\u0947\u0902",
    ],
)
def test_a_tilde_between_numbers_or_words_strikes_nothing_through(text: str) -> None:
    block = only(text)
    assert isinstance(block, Paragraph)
    assert not any(span.strike for span in block.inlines)
    assert plain(block.inlines) == text.replace("*", "")


@pytest.mark.parametrize("text", ["a\nb", "a  \nb", "a\\\nb", "a\r\nb", "a\rb"])
def test_a_line_break_is_kept(text: str) -> None:
    assert only(text) == p("a\nb")


def test_headings_rules_and_quotes() -> None:
    assert parse("# a\n\nb\n---\n\n***\n\n> c\n> > d") == (
        Heading(1, (Span("a"),)),
        Heading(2, (Span("b"),)),
        Rule(),
        Quote((p("c"), Quote((p("d"),)))),
    )


def test_lists_keep_numbers_tasks_and_what_is_inside() -> None:
    assert only("3. a\n4. b\n\n   ```sh\n   c\n   ```") == OrderedList(
        (Item((p("a"),)), Item((p("b"), Code("sh", "c")))), start=3
    )
    assert only("- [x] done\n- [ ] open\n- [X](https://e.com)\n-") == BulletList(
        (
            Item((p("done"),), checked=True),
            Item((p("open"),), checked=False),
            Item((p(Span("X", link="https://e.com")),)),
            Item(()),
        )
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```py title\nx = 1\n```", Code("py", "x = 1")),
        ("```\nx", Code("", "x", closed=False)),
        ("```", Code("", "", closed=False)),
        ("```\n```", Code("", "")),
        ("```\n\n```", Code("", "")),
        ("```\n\n\n```", Code("", "\n")),
        ("    x\n\n    y", Code("", "x\n\ny")),
        ("~~~a\n```\n~~~", Code("a", "```")),
    ],
)
def test_code_is_kept_as_written(text: str, code: Code) -> None:
    assert only(text) == code


def test_tables_have_alignments() -> None:
    table = only("|a|**b**|c|d|\n|---|:--|:-:|--:|\n|1|2|3|4|\n|5|")
    assert isinstance(table, Table)
    assert table.alignments == ("", "left", "center", "right")
    assert table.header[1] == (Span("b", bold=True),)
    assert [plain(cell) for cell in table.rows[1]] == ["5", "", "", ""]


def test_a_long_table_becomes_several_with_the_header_on_each() -> None:
    blocks = parse("|a|\n|-|\n" + "|1|\n" * (MAX_TABLE_ROWS + 1))
    assert [len(block.rows) for block in blocks if isinstance(block, Table)] == [MAX_TABLE_ROWS, 1]
    assert len({block.header for block in blocks if isinstance(block, Table)}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://e.com/x)", p(Span("a", link="https://e.com/x"))),
        ("[a](mailto:x@e.com)", p(Span("a", link="mailto:x@e.com"))),
        ("<https://e.com>", p(Span("https://e.com", link="https://e.com"))),
        ("see https://e.com/a_b_c.", p("see ", Span("https://e.com/a_b_c", link="https://e.com/a_b_c"), ".")),
        (
            "(https://e.com/a(b)) x",
            p("(", Span("https://e.com/a(b)", link="https://e.com/a(b)"), ") x"),
        ),
        ("see www.e.com.", p("see ", Span("www.e.com", link="https://www.e.com"), ".")),
        ("**www.e.com/a_b**", p(Span("www.e.com/a_b", bold=True, link="https://www.e.com/a_b"))),
        ("(www.e.com/a(b))", p("(", Span("www.e.com/a(b)", link="https://www.e.com/a(b)"), ")")),
        ("awww.e.com, www., www.-", p("awww.e.com, www., www.-")),
        ("to a.b_c+d@e-f.com.", p("to ", Span("a.b_c+d@e-f.com", link="mailto:a.b_c+d@e-f.com"), ".")),
        ("mailto:a@e.com", p("mailto:", Span("a@e.com", link="mailto:a@e.com"))),
        ("a@b, a@b.c-, a@b.c_, @b.c, a@, a @ b.c", p("a@b, a@b.c-, a@b.c_, @b.c, a@, a @ b.c")),
        ("https://a@e.com/b", p(Span("https://a@e.com/b", link="https://a@e.com/b"))),
        ("[www.e.com a@e.com](https://e.com)", p(Span("www.e.com a@e.com", link="https://e.com"))),
        ("`www.e.com`", p(Span("www.e.com", code=True))),
        ("`https://e.com`", p(Span("https://e.com", code=True))),
        ("[a](javascript:alert(1))", p("a (javascript:alert(1))")),
        ("[a](file:///etc/passwd)", p("a (file:///etc/passwd)")),
        ("[a](/relative)", p("a (/relative)")),
        ("[a]()", p("a")),
        ("![words](https://e.com/p.png)", p(Span("words", link="https://e.com/p.png"))),
        ("![](https://e.com/p.png)", p(Span("https://e.com/p.png", link="https://e.com/p.png"))),
        ("![words](data:image/png;base64,AAAA)", p("words")),
    ],
)
def test_only_web_and_mail_addresses_are_links(text: str, expected: Paragraph) -> None:
    assert only(text) == expected


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>x</b>", "x <img src=http://e.com/p.png>"])
def test_html_is_text(text: str) -> None:
    block = only(text)
    assert isinstance(block, Paragraph)
    assert plain(block.inlines) == text


def test_prices_are_no_formulas() -> None:
    assert only("From $5 to $10, $$x$$ and \\\\(y\\\\)") == p("From $5 to $10, $$x$$ and \\(y\\)")


@pytest.mark.parametrize(
    "text", [">" * 10_000 + "x", "- " * 10_000 + "x", "1. " * 500 + "x", "[" * 5_000, "*a " * 3_000]
)
def test_nothing_is_dropped_however_deep_it_nests(text: str) -> None:
    found = "".join(words(block) for block in parse(text))
    assert found.replace("\n", "").endswith(("x", "[", "*a", "*a "))


def words(block: Block | Item) -> str:
    match block:
        case Paragraph(inlines=inlines) | Heading(inlines=inlines):
            return plain(inlines)
        case Quote(blocks=blocks) | Item(blocks=blocks):
            return "".join(map(words, blocks))
        case BulletList(items=items) | OrderedList(items=items):
            return "".join(map(words, items))
        case _:
            return ""


def test_units_are_blocks_and_items_with_their_places() -> None:
    text = "# a\n\n- b\n- c\n\n3. d\n3. e\n"
    found = units(text, References())
    assert [text[unit.start : unit.end] for unit in found] == ["# a\n", "- b\n", "- c\n\n", "3. d\n", "3. e\n"]
    assert found[-1].blocks == (OrderedList((Item((p("e"),)),), start=4),)


def test_units_go_on_counting_a_list_that_was_cut() -> None:
    found = units("1. a\n1. b\n\nc\n\n1. d\n", References(), 7)
    assert [unit.blocks[0].start for unit in found if isinstance(unit.blocks[0], OrderedList)] == [7, 8, 1]


def test_a_list_that_was_cut_may_be_all_there_is() -> None:
    found = units("1. a\n1. b\n", References(), 7)
    assert [unit.blocks[0].start for unit in found if isinstance(unit.blocks[0], OrderedList)] == [7, 8]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    parse(text)


def test_a_table_with_many_columns_becomes_several_with_few_rows() -> None:
    blocks = parse("|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n" + ("|" + "b|" * 50 + "\n") * 13)
    assert [len(block.rows) for block in blocks if isinstance(block, Table)] == [6, 6, 1]


def test_a_table_that_is_too_wide_is_text() -> None:
    text = "|" + "a|" * 51 + "\n|" + "-|" * 51
    assert only(text) == p(text)


@pytest.mark.parametrize(
    "text", ["![" * 2_000, "[a](/b)" * 300, "_a_ " * 400, "*" * 3_000 + "a", "a" + "~~" * 60 + "x" * 99]
)
def test_words_with_too_much_markup_are_shown_as_they_were_typed(text: str) -> None:
    assert only(text.strip()) == p(text.strip())


def test_much_markup_in_many_words_is_read() -> None:
    (paragraph,) = parse("**a** and `b`, " * 90)
    assert isinstance(paragraph, Paragraph)
    assert sum(span.bold for span in paragraph.inlines) == 90


def test_definitions_are_kept_up_to_a_number() -> None:
    references = References()
    units("".join(f"[a{number}]: https://example.com\n" for number in range(MAX_REFERENCES + 50)), references)
    assert len(references) == MAX_REFERENCES


@given(st.text(alphabet="ab \n*_~`\\&<>[]()!$#=-:;.@|\"'", max_size=60))
def test_words_end_where_the_parser_ends_them(text: str) -> None:
    """Signs that no rule here wants are words: read in one go, they are the same as read one by one."""
    slow = markup._parser()  # noqa: SLF001  # the parser itself is compared
    slow.inline.ruler.at("text", rules_inline.text)
    found, wanted = (parser.parse(text, {"references": References()}) for parser in (markup._PARSER, slow))  # noqa: SLF001  # the parser itself is compared
    assert [token.as_dict() for token in found] == [token.as_dict() for token in wanted]


def test_signs_without_meaning_are_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(markup, "formula_end", lambda _text, start: asked.append(start))
    assert parse("a" + "$#=-:@" * 1_000) == (p("a" + "$#=-:@" * 1_000),)
    assert asked == []


@pytest.mark.parametrize("mark", ["*", "- ", "_ _"])
def test_a_line_across_that_is_too_long_is_words(mark: str) -> None:
    most = LONGEST_RULE // len(mark)
    assert only(mark * most) == Rule()
    assert not isinstance(only(mark * (most + len(mark))), Rule)
