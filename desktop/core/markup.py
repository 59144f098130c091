"""Markdown text -> blocks: CommonMark with tables, strikethrough, task lists and bare addresses, as plain values.

Raw HTML is text, an image becomes a link with its words, formulas stay as they were written, and only http, https and
mailto are links. The trap: a reply is read while it is still being written, so `units` says where a text can be cut
such that what stands before the cut never changes again, whatever follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, hr, paragraph, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, strikethrough
from markdown_it.token import Token
from msgspec.structs import replace

from desktop.core.addresses import addresses, may_open
from desktop.core.blocks import (
    Alignment,
    Block,
    BulletList,
    Code,
    Heading,
    Inlines,
    Item,
    OrderedList,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    Unit,
    plain,
    split,
)
from desktop.core.density import is_dense
from desktop.core.formula import BEHIND_DOLLAR, closed_at, closing_of, formula_end, is_inside
from desktop.core.sections import LONGEST_RULE
from desktop.core.text import elide

MAX_DEPTH: Final = 16
"""Lists nested deeper than this, and quotes twice as deep, are shown as they were typed."""
MAX_TABLE_COLUMNS: Final = 50
"""A wider table is shown as it was typed."""
MAX_REFERENCES: Final = 200
_LINKS_KEPT: Final = 500

_NO_WORDS: Final = re.compile(rf"[\n*_~`\\&<\[\]!$](?:(?<![!$])|(?<=!)\[|(?<=\$)(?:(?<!\$\$)\$(?!\$)|{BEHIND_DOLLAR}))")
"""Where one of the inline rules may begin."""
_LOOKED_BACK: Final = 4_000
"""Characters of a paragraph in which a formula may have begun that a line ends."""
_TASK: Final = re.compile(r"\[([ xX])\][ \n]")


class References(dict[str, Any]):
    """The first 200 link definitions by label, as the parser keeps them; later parts of a text may use earlier ones."""

    def __setitem__(self, label: str, definition: Any) -> None:  # noqa: ANN401 - what the parser keeps is its own
        if len(self) < MAX_REFERENCES:
            super().__setitem__(label, definition)


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a whole text."""
    return tuple(_blocks(_tokens(normal(text), References())))


def normal(text: str) -> str:
    """The text with line ends as the parser counts them, so that offsets into it can be trusted."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def units(text: str, references: References, number: int | None = None) -> tuple[Unit, ...]:
    """The text in the smallest pieces that can be parsed one by one; `text` must be `normal`.

    `references` is read and added to. `number` is what the first unit counts as when it is an item of a numbered
    list: the items before it may have been cut off.
    """
    offsets = (0, *accumulate(len(line) + 1 for line in text.split("\n")))
    found = []
    for tokens in _top_level(_tokens(text, references)):
        for lines, blocks in _units_of(tokens, number):
            start, end = offsets[lines[0]], min(offsets[min(lines[1], len(offsets) - 1)], len(text))
            found.append(Unit(start, end, blocks))
        number = None
    return tuple(found)


def _parser() -> MarkdownIt:
    options = {"html": False, "maxNesting": 100, "strikethrough_single_tilde": True}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "too_deep", _too_deep)
    everywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "formula", _formula_lines, everywhere)
    parser.block.ruler.at("table", _narrow_table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("hr", _short_rule, everywhere)
    parser.core.ruler.before("inline", "too_dense", _too_dense)
    parser.inline.ruler.at("text", _plain_words)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.at("strikethrough", _tildes)
    parser.validateLink = lambda url: isinstance(url, str)  # type: ignore[method-assign]  # judged in _Words, where the words are
    # The open end of a reply is read many times.
    parser.normalizeLink = lru_cache(_LINKS_KEPT)(parser.normalizeLink)  # type: ignore[method-assign]  # meant to be
    return parser


def _too_deep(state: StateBlock, start_line: int, end_line: int, _silent: bool) -> bool:
    """A block rule that ends the nesting: markdown-it itself would drop what is nested too deeply.

    It ends no paragraph (it has no `alt`), so it is never asked silently.
    """
    if state.level < 2 * MAX_DEPTH:
        return False
    _paragraph_of(state, start_line, end_line, raw=True)
    return True


def _paragraph_of(state: StateBlock, start_line: int, end_line: int, *, raw: bool) -> None:
    """Take these lines, whatever they begin with; `raw` is as they were typed."""
    state.line = end_line
    state.push("paragraph_open", "p", 1).map = [start_line, end_line]
    text = state.push("inline", "", 0)
    text.map, text.children = [start_line, end_line], []
    text.content = state.getLines(start_line, end_line, state.blkIndent, keepLastLF=False).strip(" \t\n")
    if raw:
        text.meta["raw"], text.content = text.content, ""
    state.push("paragraph_close", "p", -1)


def _narrow_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The block rule for tables that are not too wide."""
    columns = state.src.count("|", state.bMarks[start_line], state.eMarks[start_line])
    return columns <= MAX_TABLE_COLUMNS + 1 and table(state, start_line, end_line, silent)


def _plain_words(state: StateInline, silent: bool) -> bool:
    """The inline rule for words. markdown-it's own stops at each sign that any extension might want."""
    found = _NO_WORDS.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """The inline rule for formulas."""
    end = formula_end(state.src, state.pos)
    if end is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _tildes(state: StateInline, silent: bool) -> bool:
    """The inline rule for tildes. A single one that could both open and close, as in 9~12, does neither."""
    found = strikethrough.tokenize(state, silent)
    last = state.delimiters[-1] if state.delimiters else None
    if last and last.open and last.close and state.tokens[last.token].content == "~":
        last.open = last.close = False
    return found


def _formula_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The block rule for formulas over several lines: what they begin with is no list, quote or heading.

    Behind a formula its paragraph may go on. What nothing closes is words up to an empty line: `$$` is also a price.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    closing = "" if state.is_code_block(start_line) else closing_of(state.src[start : state.eMarks[start_line]])
    if not closing:
        return False
    if silent:  # asked while a block is read that starts where the state is
        before = state.src[max(state.bMarks[state.line], start - _LOOKED_BACK) : start]
        return state.parentType == "table" or not is_inside(before, closing)
    last, end = start_line + 1, 0
    while not end and last < end_line and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
        end = closed_at(state.src, closing, state.bMarks[last], state.eMarks[last])
        if end and state.src[end : state.eMarks[last]].strip():
            _formula_and_words(state, start_line, last, closing)
            return True
        last += 1
    _paragraph_of(state, start_line, last, raw=end > 0)
    return True


def _formula_and_words(state: StateBlock, start_line: int, last: int, closing: str) -> None:
    """Take a formula and the words behind it, which go on as those of a paragraph do."""
    before = state.getLines(start_line, last, state.blkIndent, keepLastLF=True)
    paragraph(state, last, state.lineMax, False)
    opened, text, _closed = state.tokens[-3:]
    opened.map = text.map = [start_line, state.line]
    end, words = closed_at(text.content, closing), text.content
    text.meta["formula"], text.content = before.lstrip() + words[:end], words[end:]


def _short_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The block rule for lines across that are not too long."""
    size = len(state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]].rstrip(" \t"))
    return size <= LONGEST_RULE and hr(state, start_line, end_line, silent)


def _too_dense(state: StateCore) -> None:
    """Before words are read: leave those as they are that would take too long."""
    for token in state.tokens:
        if token.type == "inline" and is_dense(token.content):
            token.meta["raw"], token.content = token.content, ""


_PARSER: Final = _parser()


def _tokens(text: str, references: References) -> list[Token]:
    return _PARSER.parse(text, {"references": references})


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens in groups, one per block of the outermost level."""
    return _groups(tokens, tokens[0].level) if tokens else iter(())


def _groups(tokens: Sequence[Token], level: int) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == level and token.nesting <= 0 and token.type != "inline":
            yield group
            group = []


def _units_of(tokens: list[Token], number: int | None) -> Iterator[tuple[list[int], tuple[Block, ...]]]:
    first = tokens[0]
    block = _block(tokens)
    if number is not None and isinstance(block, OrderedList):
        block = replace(block, start=number)
    if isinstance(block, BulletList | OrderedList):
        for index, (item, group) in enumerate(zip(block.items, _groups(tokens[1:-1], 1), strict=True)):
            alone = BulletList((item,)) if isinstance(block, BulletList) else OrderedList((item,), block.start + index)
            yield group[0].map or [0, 0], (alone,)
    else:
        yield first.map or [0, 0], tuple(split(block))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    for group in _top_level(tokens):
        yield from split(_block(group))


def _block(tokens: list[Token]) -> Block:
    first = tokens[0]
    match first.type:
        case "heading_open":
            return Heading(int(first.tag[1]), _words(tokens[1]))
        case "fence" | "code_block":
            return _code(first)
        case "bullet_list_open":
            return BulletList(tuple(_item(group) for group in _top_level(tokens[1:-1])))
        case "ordered_list_open":
            return OrderedList(
                tuple(_item(group) for group in _top_level(tokens[1:-1])), int(first.attrs.get("start", 1))
            )
        case "blockquote_open":
            return Quote(tuple(_blocks(tokens[1:-1])))
        case "table_open":
            return _table(tokens)
        case "hr":
            return Rule()
        case _:
            return Paragraph(_words(tokens[1]))


def _item(tokens: Sequence[Token]) -> Item:
    inner = tokens[1:-1]
    words = inner[1] if len(inner) > 1 and inner[0].type == "paragraph_open" else None
    task = _TASK.match(words.content) if words and words.children else None
    if not task or not words or not words.children or not words.children[0].content.startswith(task.group().strip()):
        return Item(tuple(_blocks(inner)))
    words.children[0].content = words.children[0].content[len(task.group()) :]
    return Item(tuple(_blocks(inner)), task.group(1) != " ")


def _code(token: Token) -> Code:
    text = token.content.removesuffix("\n")
    if token.type == "code_block":
        return Code("", text)
    start, end = token.map or (0, 0)
    inside = text.count("\n") + 1 if token.content else 0
    closed = end - start > 1 + inside
    return Code(token.info.split(maxsplit=1)[0] if token.info.strip() else "", text, closed)


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[tuple[Inlines, ...]] = []
    alignments: list[Alignment] = []
    cells: list[Inlines] = []
    for token in tokens:
        if token.type == "th_open":
            alignments.append(_alignment(str(token.attrs.get("style", ""))))
        elif token.type == "inline":
            cells.append(_words(token))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return Table(rows[0], tuple(rows[1:]), tuple(alignments))


def _alignment(style: str) -> Alignment:
    match style.rpartition(":")[2]:
        case "left" | "center" | "right" as side:
            return side
        case _:
            return ""


def _words(token: Token) -> Inlines:
    formula, raw = token.meta.get("formula", ""), token.meta.get("raw")
    return (Span(formula + raw),) if raw is not None else _Words(formula).read(token.children or ())


class _Words:
    """Turns inline tokens into spans; the styles that are open are counted. `formula` stands before all of them."""

    def __init__(self, formula: str = "") -> None:
        self._spans = [Span(formula)] if formula else list[Span]()
        self._open = Counter[str]()
        self._targets: list[str] = []

    def read(self, tokens: Iterable[Token]) -> Inlines:
        for token in tokens:
            self._read(token)
        return tuple(self._spans)

    def _read(self, token: Token) -> None:
        match token.type:
            case "formula":
                self._add(token.content)
            case "text":
                self._text(token.content)
            case "softbreak" | "hardbreak":
                self._add("\n")
            case "code_inline":
                self._add(token.content, code=True)
            case "link_open":
                self._targets.append(str(token.attrs.get("href", "")))
            case "link_close":
                self._unsafe(self._targets.pop())
            case "image":
                self._image(token)
            case _:
                self._open[token.type.rpartition("_")[0]] += token.nesting

    def _text(self, text: str) -> None:
        """Words, with the addresses in them made into links."""
        at = 0
        for start, end, target in () if self._targets else addresses(text):
            self._add(text[at:start])
            self._add(text[start:end], link=_PARSER.normalizeLink(target))
            at = end
        self._add(text[at:])

    def _image(self, token: Token) -> None:
        target = str(token.attrs.get("src", ""))
        words = plain(_Words().read(token.children or ())) or elide(target, 100)
        self._add(words, link=target if may_open(target) else "")

    def _unsafe(self, target: str) -> None:
        """A link that may not be opened is not hidden: its target stands behind its words."""
        if not may_open(target) and target:
            self._add(f" ({elide(target, 100)})")

    def _add(self, text: str, *, code: bool = False, link: str = "") -> None:
        target = link or (self._targets[-1] if self._targets else "")
        span = Span(
            text,
            bold=self._open["strong"] > 0,
            italic=self._open["em"] > 0,
            code=code,
            strike=self._open["s"] > 0,
            link=target if may_open(target) else "",
        )
        last = self._spans[-1] if self._spans else None
        if last and replace(last, text="") == replace(span, text=""):
            self._spans[-1] = replace(last, text=last.text + text)
        elif text:
            self._spans.append(span)
