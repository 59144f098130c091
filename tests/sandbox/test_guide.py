"""The guide against the window it speaks of: a key, a button or a page that it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from desktop.core.message import ToolState
from desktop.sandbox import bots, guide
from desktop.ui.actions import COMMANDS
from desktop.ui.words import ending, tool_state
from tests.rules.source import ROOT

TEXTS = {name: text for name, text in vars(guide).items() if name.isupper() and isinstance(text, str)}
# Keys that belong to what has the focus and not to the window: sending, a new line, copying what is marked.
FIELD_KEYS = {"Enter", "Shift+Enter", "Ctrl+Enter", "Ctrl+C"}
_KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:[A-Z][a-z]+|F\d+|[A-Z]|\d|[^\s\w*`|])|\bF\d+|\bEsc\b|\bEnter\b")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_OWN_WORDS = {
    *("Connecting", "While an answer is written", "Afterwards", "Looks", "Moving around", "This place"),
    *("The last answer", "A piece of it", "Any message", "Code", "show me Markdown"),
    *(bot.name for bot in bots.BOTS),
}


def keys(text: str) -> set[str]:
    return set(_KEY.findall(text))


def strings_of_the_window() -> set[str]:
    """Every text in the source of the window, less the marks of mnemonics and the dots of commands that ask more."""
    found = set()
    for path in Path(ROOT, "desktop", "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value.replace("&", "").rstrip("…"))
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_every_key_it_names_does_something(name: str) -> None:
    assert keys(TEXTS[name]) - {command.keys for command in COMMANDS} - FIELD_KEYS == set()


def test_keys_are_recognised() -> None:
    text = "**Ctrl+,** Ctrl+/ Ctrl+Shift+C **Alt+Up** and F6, Esc; | Ctrl+N | Enter"
    assert keys(text) == {"Ctrl+,", "Ctrl+/", "Ctrl+Shift+C", "Alt+Up", "F6", "Esc", "Ctrl+N", "Enter"}


def test_the_sheet_leaves_out_no_key() -> None:
    assert {command.keys for command in COMMANDS if command.keys} - keys(guide.KEYS) == set()


@pytest.mark.parametrize("name", TEXTS)
def test_every_button_and_page_it_names_exists(name: str) -> None:
    named = {word for bold in _BOLD.findall(TEXTS[name]) for word in bold.split(" → ")}
    shown = strings_of_the_window()
    assert sorted(word for word in named - _OWN_WORDS if word not in shown and not keys(word)) == []


def test_the_badges_are_those_of_the_window() -> None:
    source = Path(tool_state.__code__.co_filename).read_text(encoding="utf-8")
    told = set(re.findall(r"^\| ([a-z ]+) \|", guide.BADGES, re.MULTILINE))
    assert {word for word in told if f'"{word}"' not in source} == set()
    assert len(told) >= len({"not finished"} | {state.value for state in ToolState} - {"approval_responded"})


def test_the_endings_are_those_of_the_window() -> None:
    source = Path(ending.__code__.co_filename).read_text(encoding="utf-8")
    told = re.findall(r"^- \*([A-Z][a-z ]+)\*:", guide.ERRORS, re.MULTILINE)
    assert len(told) == 3
    assert [word for word in told if f'"{word}' not in source] == []
