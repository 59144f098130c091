"""The documented JSON format against what is printed, and the text for people."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from typing import get_args

import pytest

from desktop.cli import output
from desktop.cli.printer import Printer
from desktop.cli.report import FORMAT, as_json, as_text
from desktop.cli.sentences import sentence
from desktop.core.errors import SENTENCES, Problem
from desktop.core.events import SKIP_REASONS, Failed, Skipped, Stopped, TextDelta, TextStart
from desktop.core.message import (
    Data,
    File,
    Message,
    Notice,
    Part,
    Reasoning,
    Source,
    Status,
    Step,
    Text,
    ToolCall,
    ToolState,
    empty_reply,
)
from desktop.core.reducer import fold, fold_all

PARTS: tuple[Part, ...] = (
    Text("0", "Hi \x1b[31m"),
    Reasoning("0", "Hm."),
    ToolCall("a", "find", input={"id": 1}, output=None, state=ToolState.OUTPUT_AVAILABLE, started=1.0, finished=3.5),
    ToolCall("b", "find", title="Find", state=ToolState.OUTPUT_ERROR, error="No."),
    Source("s", url="https://example.org/", title="Page"),
    File("https://example.org/a.png", "image/png"),
    Data("cart", {"items": [1]}),
    Notice("Be brief.", "n"),
    Step(),
)
WHOLE = Message(
    **{name: getattr(empty_reply("m", 1.0), name) for name in ("id", "role", "created")},
    status=Status.FAILED,
    parts=PARTS,
    server_id="m-1",
    session_id="s-1",
    finish_reason="stop",
    raw_finish_reason="STOP",
    problem=Problem("unauthorized", detail="Who is there?", status=401, server_code="UNAUTHORIZED"),
    metadata={"model": "m"},
    skipped=tuple(Skipped(reason, "excerpt") for reason in SKIP_REASONS),
    skipped_count=60,
)


def documented(name: str, indent: int = 2) -> set[str]:
    """The members that the help lists after this word."""
    entry = re.search(
        rf"^ {{{indent}}}{name} {{2,}}(.*?)(?=\(|^ {{2,20}}\w+ {{2,}}|\Z)", FORMAT, re.MULTILINE | re.DOTALL
    )
    assert entry, name
    return set(re.findall(r"\w+", entry[1]))


def printed() -> dict[str, object]:
    found = json.loads(as_json(WHOLE, "a.sse", range(1, 1 + len(SKIP_REASONS))))
    assert isinstance(found, dict)
    return found


def test_every_member_is_documented_and_every_documented_one_is_there() -> None:
    members = set(re.findall(r"^ {2}(\w+) {2,}", FORMAT, re.MULTILINE))
    assert members - {"recording"} == printed().keys()


def test_every_part_has_its_documented_members() -> None:
    kinds = set(re.findall(r"^ {19}(\w+)(?: {2,}|$)", FORMAT, re.MULTILINE))
    assert kinds == {str(kind.__struct_config__.tag) for kind in get_args(Part)}
    parts = json.loads(as_json(WHOLE, "a.sse"))["parts"]
    assert {part["kind"] for part in parts} == kinds
    for part in parts:
        told = documented(part["kind"], 19) if part["kind"] != "step" else set()
        assert told - {"input", "output"} <= part.keys() - {"kind"} <= told, part["kind"]


def test_every_state_and_end_is_documented() -> None:
    assert [state for state in ToolState if state not in FORMAT] == []
    assert documented("status") == {Status.COMPLETE, Status.STOPPED, Status.INTERRUPTED, Status.FAILED}


@pytest.mark.parametrize(
    ("name", "more"),
    [("finish_reason", set()), ("error", set()), ("times", set()), ("skipped", {"count", "events"})],
)
def test_every_inner_member_is_documented(name: str, more: set[str]) -> None:
    inner = printed()[name]
    assert isinstance(inner, dict)
    start = FORMAT.index(f"\n  {name} ")
    assert [member for member in inner.keys() | more if member not in FORMAT[start:]] == []


def test_a_skipped_event_has_its_documented_members() -> None:
    skipped = json.loads(as_json(WHOLE, "a.sse", range(1, 1 + len(SKIP_REASONS))))["skipped"]
    assert skipped["count"] == 60
    assert [event["line"] for event in skipped["events"]] == list(range(1, 1 + len(SKIP_REASONS)))
    for event in skipped["events"]:
        assert all(re.search(rf"\b{member}\b", FORMAT) for member in event)
        assert event["why"]


def test_lines_that_are_not_known_are_zero() -> None:
    assert {event["line"] for event in json.loads(as_json(WHOLE, "bot"))["skipped"]["events"]} == {0}


def test_json_is_ascii_and_strict() -> None:
    message = fold_all(empty_reply("m", 0.0), (TextStart("0"), TextDelta("0", "é\u2028\ud83d")))
    line = as_json(message, "\udcff\n.sse")
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line, parse_constant=pytest.fail)["text"].startswith("é\u2028")


def test_text_shows_every_part_and_obeys_no_control_character() -> None:
    told = as_text(WHOLE, "a\x1b.sse", range(1, 1 + len(SKIP_REASONS)))
    for words in (
        "== a\\x1b.sse",
        "status: failed",
        "error: The chatbot did not accept the key.",
        "detail: Who is there?",
        "session: s-1",
        "message: m-1",
        'metadata: {"model":"m"}',
        "Hi \\x1b[31m",
        '-- [tool] find: done (2.5 s)\n   input: {"id":1}\n   output: null',
        "-- [tool] Find: failed: No.",
        "-- source: Page https://example.org/",
        "-- file: image/png https://example.org/a.png",
        '-- data cart: {"items":[1]}',
        "-- notice: Be brief.",
        "-- step",
        f"skipped in the stream: 60, of which the first {len(SKIP_REASONS)}:",
        "    line 1: not_json: excerpt",
    ):
        assert words in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\r\nd", "a\tb\nc\nd"),
        ("\x1b[31m\x07\x00\x9b2J\x7f\r", "\\x1b[31m\\x07\\x00\\x9b2J\\x7f\\x0d"),
        ("safe\u202egpj.exe\u2069", "safe\\u202egpj.exe\\u2069"),
        ("Bonjour\u00a0! 日本\u3000語 👩‍💻 שלום\u200f", "Bonjour\u00a0! 日本\u3000語 👩‍💻 שלום\u200f"),
        ("\ud83d\ude00 \ud83d", "😀 \ufffd"),
    ],
)
def test_a_terminal_gets_text_and_no_commands(text: str, shown: str) -> None:
    assert output.printable(text) == shown


def test_no_sentence_without_a_window_speaks_of_one_that_is_open() -> None:
    codes = [code for code in SENTENCES if code.startswith(("keyring_", "secret_missing", "unauthorized"))]
    assert [code for code in codes if "until you quit" in sentence(Problem(code))] == []
    assert [code for code in codes if "to send your message" in sentence(Problem(code))] == []
    assert sentence(Problem("cut_short")) == SENTENCES["cut_short"]


def test_a_sentence_without_a_window_names_what_it_is_about() -> None:
    assert "The proxy proxy:3128 asks" in sentence(Problem("proxy_sign_in", {"proxy": "proxy:3128"}))
    for code, words in SENTENCES.items():
        params = dict.fromkeys(re.findall(r"\{(\w+)\}", words), "that")
        assert "{" not in sentence(Problem(code, params))


# ── a growing reply ───────────────────────────────────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    """Call it to make both streams one terminal, as they usually are."""

    def attach() -> Terminal:
        both = Terminal()
        monkeypatch.setattr(sys, "stdout", both)
        monkeypatch.setattr(sys, "stderr", both)
        return both

    return attach


def reply(*parts: Part) -> Message:
    message = empty_reply("m", 0.0)
    return Message(message.id, message.role, Status.STREAMING, parts)


def test_only_what_is_new_is_printed(terminal: Callable[[], Terminal]) -> None:
    shown = terminal()
    printer = Printer()
    for text in ("Hel", "Hello", "Hello", "Hello \x1b[2J", "Hello \x1b[2J \ud83d", "Hello \x1b[2J 😀"):
        printer.show(reply(Text("0", text)))
    printer.end(reply(Text("0", "Hello \x1b[2J 😀"), Text("1", "Bye.")))
    assert shown.getvalue() == "Hello \\x1b[2J 😀\n\nBye.\n"


def test_a_tool_call_gets_a_line_of_its_own_for_each_state(terminal: Callable[[], Terminal]) -> None:
    shown = terminal()
    printer = Printer()
    call = ToolCall("a", "find")
    printer.show(reply(Text("0", "Let me look."), call))
    states = (ToolState.INPUT_AVAILABLE, ToolState.INPUT_AVAILABLE, ToolState.OUTPUT_AVAILABLE)
    for state in states:
        printer.show(reply(Text("0", "Let me look."), ToolCall("a", "find", state=state)))
    # The same id in a later step is another call.
    again = (ToolCall("a", "find", state=states[-1]), ToolCall("a", "find", state=states[-1]))
    printer.end(reply(Text("0", "Let me look."), *again))
    assert shown.getvalue() == "Let me look.\n[tool] find: running\n[tool] find: done\n[tool] find: done\n"


def test_text_that_was_taken_back_is_printed_anew(terminal: Callable[[], Terminal]) -> None:
    shown = terminal()
    printer = Printer()
    printer.show(reply(Text("0", "Wrong way")))
    printer.show(reply(Text("0", "Right")))
    printer.end(reply(Text("0", "Right way.")))
    assert shown.getvalue() == "Wrong way\n\nRight way.\n"


def test_the_end_is_told(terminal: Callable[[], Terminal]) -> None:
    shown = terminal()
    Printer().end(fold(reply(), Stopped(), 0.0))
    Printer().end(fold(reply(), Failed(Problem("server_failed", detail="It \x1b burns.")), 0.0))
    assert shown.getvalue() == (
        "robofy-desktop: Stopped. The chatbot may still finish on its side.\n"
        "robofy-desktop: The server has a problem of its own. Try again in a moment.\n"
        "robofy-desktop: The server said: It \\x1b burns.\n"
    )
