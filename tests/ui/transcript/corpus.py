"""Markdown answers as chatbots write them, and as they should not: one document for each thing that can be read.

Long documents are put together from these, so that they have many places where they may be cut.
"""

from typing import Final

from msgspec import Struct


class Document(Struct, frozen=True):
    """`words` must be found in what is shown."""

    name: str
    text: str
    words: tuple[str, ...] = ()


_TABLES: Final = (
    Document(
        "aligned table",
        "Prices today:\n\n| Size | Price | Stock | Note |\n|:-----|------:|:-----:|------|\n"
        "| small | $5 | 12 | ships **today** |\n| large | $12.50 | 3 | see [sizes](https://example.com/sizes) |\n",
        ("$12.50", "today"),
    ),
    Document("escaped pipes", "| shell | result |\n|---|---|\n| `a \\| b` | joined \\| piped |\n", ("joined | piped",)),
    Document("empty cells", "| a | | c |\n|---|---|---|\n| | | |\n| 1 | | 3 |\n||\n"),
    Document(
        "ragged table",
        "| one | two |\n|---|---|\n| alone |\n| 1 | 2 | 3 | 4 |\nno pipes here\n\nafter",
        ("alone", "after"),
    ),
    Document("table without outer pipes", "name | city\n--- | ---\nIda | Oslo\nBo | Rome\n\nend", ("Oslo", "Rome")),
    Document("half a table", "| a | b |\n|---|", ("a",)),
    Document("table in a list", "1. first\n\n   | k | v |\n   |---|---|\n   | x | y |\n\n2. second", ("second",)),
    Document("no table after words", "words | here\nand | there\n", ("words | here",)),
    Document("two tables", "|a|\n|-|\n|1|\n\n|b|\n|-|\n|2|\n", ("1", "2")),
)
_LISTS: Final = (
    Document("tasks", "- [ ] pack\n- [x] pay\n- [X] post\n- [ ]no space\n- [y] no task\n", ("pack", "post")),
    Document("four deep", "- a\n  - b\n    - c\n      - d\n      - e\n    - f\n  - g\n- h\n", tuple("abcdefgh")),
    Document("loose list", "- one\n\n- two\n\n  more of two\n\n- three\n\nafter", ("more of two", "after")),
    Document("starting at seven", "7. seven\n8. eight\n9. nine\n10. ten\n", ("seven", "ten")),
    Document("all ones", "1. a\n1. b\n1. c\n\nwords\n\n1. d\n", ("words", "d")),
    Document("points and brackets", "1. a\n2. b\n\n1) c\n2) d\n\n- e\n+ f\n* g\n"),
    Document(
        "code in a list",
        "1. Open a shell:\n\n   ```sh\n   cd /srv\n\n   ls -la\n   ```\n\n2. Then:\n   ~~~\n   done\n   ~~~\n3. End\n",
        ("cd /srv", "End"),
    ),
    Document("indented code in a list", "- item\n\n      code here\n\n  words\n", ("code here", "words")),
    Document("quote in a list", "- said:\n  > quoted\n  > more\n\n  answer\n- next\n", ("quoted", "next")),
    Document("list in a quote", "> - a\n>   - b\n> - c\n>\n> 3. three\n> 4. four\n\nafter", ("four", "after")),
    Document("quote in a quote", "> one\n>> two\n>>> three\n\n> other\nlazy line\n", ("three", "lazy line")),
    Document("lazy item", "- item that\ngoes on\n- other\n\nafter", ("goes on", "after")),
    Document("empty items", "-\n- a\n-\n\n- b\n1.\n2. c\n", ("a", "b", "c")),
    Document("a list in an item's line", "- - 1. deep\n    2. deeper\n", ("deep", "deeper")),
    Document("list ends a paragraph", "words\n- item\n2. not an item\n1. an item\n", ("not an item",)),
    Document("a rule between lists", "- a\n- b\n\n---\n\n- c\n***\n- d\n", ("d",)),
    Document("tabs", "-\ta\n\n\t- b\n\n\t\tc\n\n\tcode\n", ("a", "b", "c")),
)
_BLOCKS: Final = (
    Document(
        "headings", "# one\n## two ##\n### three\n#### four\n##### five\n###### six\n####### seven\n#none\n", ("six",)
    ),
    Document("underlined headings", "one\n===\n\ntwo\nlines\n---\n\nthree\n=\n===\n", ("lines", "three")),
    Document("rules", "a\n\n***\n\nb\n\n- - -\n\n___\nc\n", ("a", "b", "c")),
    Document(
        "code",
        "```python\ndef f(x):\n\treturn x ** 2  # naïve\n```\n\n~~~\n```\n~~~\n\n    four\n\n    spaces\n",
        ("return",),
    ),
    Document("longer fences", "````md\n```py\nx\n```\n````\nafter\n", ("after",)),
    Document("open fence", "words\n\n```js\nlet a = 1\n\nlet b", ("let b",)),
    Document("empty fence", "```\n```\n\n```\n\n```\nafter", ("after",)),
    Document("a fence ends words", "words\n```\ncode\n```\nwords\n", ("code",)),
    Document(
        "no empty lines", "# head\nwords\n- a\n- b\n> quote\n***\n```\nc\n```\n|t|\n|-|\n|u|\n", ("head", "quote", "u")
    ),
    Document("many empty lines", "\n\n\na\n\n\n\n\nb\n \n\t\n\nc\n\n\n", ("a", "b", "c")),
    Document("carriage returns", "a\r\nb\r\n\r\n- c\r\n- d\rrest\r\r\nend\r\n", ("end",)),
)
_INLINES: Final = (
    Document(
        "styles",
        "**bold** *it* ***both*** ~~gone~~ `code` **a *b* c** _under_ __strong__ snake_case_name",
        ("snake_case_name",),
    ),
    Document(
        "emphasis at its edges",
        'a*b*c ** not ** *a **b* c** **a*b** *(x)* 2*3*4 * * * **"q"**s ****four**** _a_b_ *a\n\nb*',
    ),
    Document("code spans", "`a` ``b ` c`` ` d ` `` ` `` `e\nf` `g\\` ``` no end", ("b ` c",)),
    Document(
        "addresses",
        "<https://example.com/a?b=c> https://example.com/x(y). www.example.com <ida@example.com> (https://example.com)",
        ("https://example.com/a?b=c",),
    ),
    Document(
        "links",
        '[a](https://example.com) [b](<https://example.com/x y> "title") [*c*](mailto:x@e.com) [d]() [e](no link) [f',
    ),
    Document(
        "images",
        "![a cat](https://example.com/cat.png) ![](https://example.com/no-words.png) [![x](https://example.com/y.png)](https://example.com)",
        ("a cat",),
    ),
    Document(
        "html",
        "<b>bold</b> <script>alert(1)</script>\n\n<div>\nwords\n</div>\n\n<!-- note -->\n\n<img src=x onerror=y>\n",
        ("alert(1)", "<div>"),
    ),
    Document("breaks", "one  \ntwo\\\nthree\nfour   \n\nfive\\", ("three", "five\\")),
    Document(
        "entities", "&amp; &lt;b&gt; &copy; &#65; &#x1F600; &#0; &nosuch; &amp;amp; A&nbsp;B", ("<b>", "&nosuch;")
    ),
    Document("escapes", "\\*a\\* \\_b\\_ \\`c\\` \\# d \\[e\\](f) 1\\. g \\\\ \\q \\| \\~", ("*a*", "[e](f)")),
    Document(
        "math",
        "It costs $5 or $10.\n\nInline \\(x_1 * y_1\\), $$a_b*c*$$ and\n\n\\[\n\\sum_{i=1}^n i * j\n\\]\n\nend",
        ("$5 or $10", "\\(x_1 * y_1\\)", "$$a_b*c*$$", "\\sum_{i=1}^n i * j\n\\]"),
    ),
    Document(
        "used before defined",
        "See [the page][p] and [p] and [no].\n\n[q].\n\n[p]: https://e.com/p\n[q]: <https://e.com/q> 'title'\n\nend",
        ("the page",),
    ),
    Document(
        "defined before used",
        "[p]: https://example.com/p\n\nSee [the page][p], [P] and [p][].\n\n> [in]: https://example.com/in\n\n[in]",
        ("the page",),
    ),
    Document("brackets", "[a] [b][] ![c] [d[e]f] ]( [x]( y ) [1]: no\n[2]\nwords\n", ("[a]",)),
    Document("a question of keys", "press [Ctrl]+[C]: it copies\n\n[Ctrl] is a key\n\nend", ("[Ctrl]",)),
)
_SCRIPTS: Final = (
    Document(
        "arabic",
        "# عنوان\n\nمرحبا **بالعالم** 123.\n\n- بند\n  - بند آخر\n\n> اقتباس\n\n| ا | سعر |\n|---|---|\n| كتاب | 5 |\n",
        ("بالعالم",),
    ),
    Document("hebrew", "שלום עולם\n\n1. אחת\n2. שתיים\n\n```\ncode\n```\n", ("שתיים",)),
    Document(
        "mixed directions",
        "The word שלום means *peace* و`code` 42.\n\nمرحبا hello (x) [رابط](https://example.com)\n",
        ("peace",),
    ),
    Document(
        "japanese",
        "## 注文\n\n**配送**は明日です。`番号`は42です。\n\n- りんご\n- みかん\n\n|品|値|\n|-|-|\n|本|五百円|\n",
        ("配送",),
    ),
    Document("chinese", "订单已发货。预计明天到达，请注意查收。" * 12 + "\n\n1. 第一\n2. 第二\n", ("第二",)),
    Document("korean", "주문이 **발송**되었습니다.\n\n> 내일 도착\n", ("발송",)),
    Document(
        "emoji", "👩‍👩‍👧‍👦 family, 👍🏽 hand, 🇳🇴 flag, 1️⃣ key, ❤️ heart\n\n- 😀 item\n- [x] ✅\n", ("family", "item")
    ),
    Document(
        "marks",
        "e\u0301 n\u0303 Z\u0351\u036b\u0343algo \u0e01\u0e33 \u1e9b\u0323\n\n*cafe\u0301* **a\u030a**\n",
        ("algo",),
    ),
    Document(
        "signs that are not seen",
        "zero\u200bwidth soft\u00adhy\u2060phen \ufefftail\u2028line\u2029para\u0085next\x0bv\x0cf",
        ("width",),
    ),
    Document(
        "overrides",
        "safe \u202eexe.fdp\u202c end\n\n\u2067isolated\u2069 words\n\nnext \u202b open\n\nafter",
        ("after",),
    ),
    Document("controls", "bell\x07 escape\x1b[31mred nul\x00 delete\x7f\n\n- \x01item\n", ("bell", "item")),
)
DOCUMENTS: Final = (*_TABLES, *_LISTS, *_BLOCKS, *_INLINES, *_SCRIPTS)


def _filler(number: int) -> str:
    sentence = "Parcel number {} left the warehouse this morning and will arrive on the day after tomorrow. "
    return "".join(sentence.format(number + at) for at in range(1 + number % 5)).strip() + "\n"


def _defines(document: Document) -> bool:
    return "]:" in document.text or document.name == "brackets"


def _ends_open(document: Document) -> bool:
    return document.name in ("open fence", "half a table")


def _joined(pieces: list[str], size: int) -> str:
    """The pieces in turn, each with a paragraph behind it, until there is enough."""
    made: list[str] = []
    total = number = 0
    while total < size:
        made += [pieces[number % len(pieces)].rstrip("\n") + "\n", _filler(number)]
        total += len(made[-1]) + len(made[-2]) + 2
        number += 1
    return "\n".join(made)


def _long_documents() -> tuple[Document, ...]:
    plain = [document.text for document in DOCUMENTS if not _defines(document) and not _ends_open(document)]
    items = "".join(f"{at}. item {at}\n" + ("   more\n\n" if at % 9 == 0 else "") for at in range(7, 900))
    bullets = "".join(f"- item {at} with `code`\n" + ("  - inner\n" if at % 4 == 0 else "") for at in range(900))
    late = _joined([_filler(3), "See [the page].\n"], 20_000) + "\n\n[the page]: https://example.com\n"
    return (
        Document("everything", _joined(plain, 40_000)),
        Document("everything, backwards", _joined(plain[::-1], 30_000)),
        Document("paragraphs", _joined([_filler(at) for at in range(7)], 60_000)),
        Document("a long numbered list", items),
        Document("a long list", bullets),
        Document("one long paragraph", "some words that go on and on " * 900),
        Document("many short lines", "a line\n" * 3_000),
        Document("long code", "```py\n" + "x = [1, 2, 3]  # a line of code\n\n" * 700 + "```\n\nafter"),
        Document("open long code", "words\n\n```py\n" + "x = [1, 2, 3]  # a line of code\n\n" * 700),
        Document(
            "a long table", "| a | b | c |\n|---|--:|:-:|\n" + "| one | *two* | three words here |\n" * 600 + "\nafter"
        ),
        Document("a long quote", "> quoted words\n>\n> - item\n" * 600),
        Document("a late definition", late),
        Document("headings", "".join(f"{'#' * (at % 6 + 1)} head {at}\nwords\n" for at in range(1_200))),
        Document("rules", "words\n\n---\n\n" * 1_500),
    )


LONG: Final = _long_documents()
