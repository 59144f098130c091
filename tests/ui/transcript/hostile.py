"""Texts that are made to be slow, to overflow, or to look like something else."""

from typing import Final

from desktop.core.message import File, Notice, Part, Reasoning, Source, ToolCall, ToolState

_MILLION: Final = 1_000_000


def _line(char: str, size: int = _MILLION) -> str:
    return char * (size // len(char))


def _table(columns: int, rows: int, cell: str = "cell") -> str:
    row = "|" + f"{cell}|" * columns + "\n"
    return row + "|" + "-|" * columns + "\n" + row * rows


LINES: Final = {
    f"a line of {name}": _line(char)
    for name, char in {
        "one letter": "x",
        "words": "some words ",
        "spaces": " ",
        "stars": "*",
        "starred letters": "*a ",
        "opening brackets": "[",
        "brackets": "[a](",
        "images": "![",
        "back ticks": "`",
        "odd back ticks": "`` a` ",
        "less-thans": "<",
        "autolinks": "<http:",
        "bars": "|",
        "ampersands": "&",
        "entities": "&#x",
        "backslashes": "\\",
        "tildes": "~",
        "lines below": "_",
        "dollars": "$",
        "formulas": "\\(",
        "tabs": "\t",
        "hashes": "#",
        "emoji": "\N{GRINNING FACE}",
        "marks": "a\u0301\u0302\u0303",
        "one letter's marks": "\u0301",
        "arabic": "\u0645\u0631\u062d\u0628\u0627 ",
        "kanji": "\u65e5\u672c",
        "overrides": "\u202e",
        "joiners": "\u200d",
        "addresses": "https://e.com/a?b ",
        "one address": "https://e.com/" + "a" * 986,
        "nothing": "\0",
        "no-break spaces": "\u00a0",
        "line separators": "\u2028",
    }.items()
}
NESTED: Final = {
    "quotes in quotes": ">" * 10_000 + "x",
    "spaced quotes": "> " * 10_000 + "x",
    "lists in lists": "- " * 10_000 + "x",
    "numbers in numbers": "1. " * 10_000 + "x",
    "steps": "".join(f"{'  ' * depth}- item\n" for depth in range(400)),
    "lists in quotes": "> - " * 5_000 + "x",
    "quoted lines": "".join(f"{'>' * (depth % 100)} word\n" for depth in range(3_000)),
}
TABLES: Final = {
    "500 columns": _table(500, 40),
    "50 columns": _table(50, 200),
    "10,000 rows": _table(4, 10_000),
    "a table of links": _table(6, 400, "[a](https://e.com)"),
    "a huge cell": _table(2, 3, "word " * 30_000),
    "a header alone": "|" + "a|" * 5_000,
}
BLOCKS: Final = {
    "code of one line": "```py\n" + "x = 1; " * 140_000,
    "code of many lines": "```py\n" + "x = [1, 2]  # three\n" * 50_000,
    "code of scripts": "```py\n" + "\u65e5\u672c = 1\n" * 30_000,
    "empty lines": "\n" * 500_000,
    "one letter a line": "x\n" * 200_000,
    "headings": "# a\n" * 50_000,
    "rules": "---\n" * 50_000,
    "items": "- a\n" * 50_000,
    "empty items": "-\n" * 50_000,
    "lazy lines": "> a\n" + "b\n" * 100_000,
    "definitions": "".join(f"[a{at}]: https://e.com/{at}\n" for at in range(20_000)),
    "a late definition": "see [x] here\n\n" * 20_000 + "[x]: https://e.com\n",
    "paragraphs": "some words in a paragraph\n\n" * 30_000,
    "images": "![alt](https://e.com/a.png) " * 20_000,
}
HOSTILE: Final = LINES | NESTED | TABLES | BLOCKS
_DONE: Final = ToolState.OUTPUT_AVAILABLE
PARTS: Final[dict[str, tuple[Part, ...]]] = {
    "a tool's title": (ToolCall("c", "look_up", title=LINES["a line of words"], state=_DONE, output="x"),),
    "a tool's name": (ToolCall("c", LINES["a line of one letter"], state=_DONE, output="x"),),
    "an error": (ToolCall("c", "look_up", state=ToolState.OUTPUT_ERROR, error=LINES["a line of words"]),),
    "an output": (ToolCall("c", "look_up", state=_DONE, output=LINES["a line of words"]),),
    "many badges": tuple(ToolCall(f"c{at}", "look_up", state=_DONE) for at in range(2_000)),
    "a notice": (Notice(LINES["a line of words"]),),
    "many sources": tuple(
        Source(f"s{at}", url=f"https://e.com/{at}", title=f"A page of words, the {at}th") for at in range(5_000)
    ),
    "reasoning": (Reasoning("r", LINES["a line of words"], done=True),),
    "a file": (File(LINES["a line of one address"], "text/plain"),),
}
"""Parts that are no text; they are opened by the keys in `OPENED`."""
OPENED: Final = ("tool:0", "sources:all", "reasoning:0")
UNCLOSED: Final = (
    "**",
    "`",
    "```",
    "~~~",
    "[",
    "![",
    "[a](",
    "<",
    "|",
    "|a|\n|-|",
    "~~",
    "> ",
    "- ",
    "\\(",
    "$$",
    "&",
    "#",
)
