"""An export says what was said, in each form, and does nothing else where it is opened."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.conversation import Conversation
from desktop.core.errors import Problem
from desktop.core.export.csv_writer import COLUMNS, safe_cell
from desktop.core.export.forms import SUFFIXES, ExportForm, file_name, make_writer
from desktop.core.export.html_writer import LONGEST_PARSED
from desktop.core.export.markdown_writer import fenced, markdown
from desktop.core.export.pieces import Opened, Said, moment, written
from desktop.core.message import (
    Data,
    File,
    Message,
    Notice,
    Part,
    Reasoning,
    Role,
    Source,
    Status,
    Step,
    Text,
    ToolCall,
    ToolState,
)

TALK = Conversation("c1", "s1", "p1", "b1", "Order desk", "Where is 4711?", 1e9, 1e9, tags=("a", "b"))
PARTS: tuple[Part, ...] = (
    Step(),
    Reasoning("r", "Let me see"),
    Reasoning("r2", " "),
    ToolCall(
        "t1", "find", "Look up", ToolState.OUTPUT_AVAILABLE, None, {"id": 4711}, {"is": "```"}, started=1, finished=3
    ),
    ToolCall("t2", "raw", input_text='{"half', error="It broke"),
    ToolCall("t3", "bare", preliminary=True, state=ToolState.OUTPUT_AVAILABLE),
    Text("x", "It is **here**.\n", done=True),
    Source("s", "https://example.org/a b", "A [page]"),
    Source("s2", "javascript:alert(1)", filename="doc.pdf"),
    File("https://example.org/p.png", "image/png"),
    File("data:image/png;base64,AAAA"),
    Data("weather", {"t": 1}),
    Notice("A person took over"),
)
READABLE = (ExportForm.MARKDOWN, ExportForm.HTML, ExportForm.TEXT, ExportForm.PDF)
MARKER = "rk_live_marker_secret"


def reply(*parts: Part, status: Status = Status.COMPLETE, problem: Problem | None = None) -> Message:
    return Message("m2", Role.CHATBOT, status, parts, 1e9, finished=1e9, problem=problem)


def question(text: str) -> Message:
    return Message("m1", Role.USER, Status.SENT, (Text("", text, done=True),), 1e9)


def said(message: Message) -> Said:
    return Said(message, _body(message), 2)


def _body(message: Message) -> str:
    try:
        return msgspec.json.encode(message).decode()
    except UnicodeEncodeError:
        return "{}"  # nothing with half a character is ever stored


def exported(form: ExportForm, *messages: Message, talk: Conversation = TALK) -> str:
    return "".join(written(make_writer(form, 5.0), (Opened(talk), *map(said, messages))))


@pytest.mark.parametrize("form", READABLE)
def test_everything_that_was_said_is_in_it(form: ExportForm) -> None:
    found = exported(form, question("Where is my order?"), reply(*PARTS))
    for words in ("Where is 4711?", "Order desk", "Where is my order?", "here", "Let me see", "4711", "It broke"):
        assert words in found
    for words in ("Look up: done (2.0 s)", "bare: not finished", "doc.pdf", "image/png", "weather", "took over"):
        assert words in found
    assert "AAAA" not in found


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (Status.STOPPED, None, "Stopped."),
        (Status.STREAMING, None, "still being written"),
        (Status.INTERRUPTED, None, "Interrupted: The connection ended"),
        (Status.FAILED, Problem("rate_limited"), "Failed: Too many messages"),
        (Status.FAILED, None, "Failed: Something went wrong"),
        (Status.NOT_SENT, None, "Not sent."),
        (Status.NOT_SENT, Problem("unauthorized"), "Not sent: The chatbot did not accept"),
    ],
)
def test_how_a_message_ended_is_said(form: ExportForm, status: Status, problem: Problem | None, words: str) -> None:
    assert words in exported(form, reply(Text("", "x"), status=status, problem=problem))


@pytest.mark.parametrize("form", [form for form in ExportForm if form is not ExportForm.JSON])
def test_nothing_to_export_is_a_file_without_conversations(form: ExportForm) -> None:
    assert "Order desk" not in "".join(written(make_writer(form, 5.0), ()))


@pytest.mark.parametrize("form", READABLE)
def test_a_message_without_a_conversation_has_no_author(form: ExportForm) -> None:
    found = "".join(written(make_writer(form, 5.0), (said(question("Hm")),)))
    assert "Hm" in found
    assert "You" not in found


@pytest.mark.parametrize("form", READABLE)
def test_one_of_several_versions_says_so(form: ExportForm) -> None:
    pieces = (Opened(TALK), said(question("Where?")), msgspec.structs.replace(said(reply()), version=(2, 3)))
    assert "".join(written(make_writer(form, 5.0), pieces)).count("version 2 of 3") == 1


def test_several_conversations_are_apart() -> None:
    pieces = (Opened(TALK), said(question("one")), Opened(TALK), said(question("two")))
    assert markdown(pieces).count("\n---\n") == 1
    assert "".join(written(make_writer(ExportForm.HTML, 5.0), pieces)).count("<section>") == 2
    assert "".join(written(make_writer(ExportForm.TEXT, 5.0), pieces)).count("=====") > 1


def test_how_a_conversation_is_kept_is_said() -> None:
    kept = msgspec.structs.replace(TALK, pinned=True, archived=True, removed=1.0, title=" ", chatbot_name="")
    found = exported(ExportForm.TEXT, talk=kept)
    assert found.startswith("Conversation\n")
    assert "Chatbot · 2001-09-" in found
    assert "pinned · archived · in the trash · tags: a, b" in found
    assert ",trash," in exported(ExportForm.CSV, question("Hm"), talk=kept)


def test_what_a_tool_was_told_and_said_stands_below_it_line_by_line() -> None:
    call = ToolCall("t", "find", input_text="half\nan input", output=None, error="one\ntwo")
    found = exported(ExportForm.TEXT, reply(call))
    told = "  input:\n    half\n    an input\n  output:\n    null\n  error:\n    one\n    two\n"
    assert found.endswith(f"[tool] find: not finished\n{told}")


# ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.sampled_from("`\n a"), max_size=30))
def test_a_fence_is_longer_than_all_in_it(text: str) -> None:
    fence = fenced(text).split("\n")[0]
    assert fence not in text
    assert fenced(text).endswith(f"\n{fence}")


def test_an_address_cannot_end_its_link() -> None:
    found = exported(ExportForm.MARKDOWN, reply(Source("s", "https://e.org/)<x> [b](javascript:c)", "t")))
    assert "[t](https://e.org/%29%3Cx%3E%20[b]%28javascript:c%29)" in found


def test_a_title_is_a_heading_and_no_more() -> None:
    odd = msgspec.structs.replace(TALK, title="<b>*x*\n# y")
    assert exported(ExportForm.MARKDOWN, talk=odd).startswith("# \\<b\\>\\*x\\* \\# y\n")


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></head><body onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "<https://evil.example/\"onmouseover='alert(1)'>",
    "&lt;script&gt;",
    "\0<b>\ud800",
)


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", [ExportForm.HTML, ExportForm.PDF])
def test_a_page_runs_and_fetches_nothing(form: ExportForm, text: str) -> None:
    odd = msgspec.structs.replace(TALK, title=text, chatbot_name=text, tags=(text,))
    parts: tuple[Part, ...] = (
        Text("", text),
        Reasoning("", text),
        ToolCall("t", text, text, input={text: text}, output=text, error=text),
        Source("s", text, text),
        File(text, text),
        Data(text, text),
        Notice(text),
    )
    found = exported(form, question(text), reply(*parts), talk=odd)
    page = Page(found)
    assert not {"script", "img", "svg", "iframe", "object", "link", "form", "base"} & set(page.tags)
    assert (page.tags.count("body"), page.tags.count("style")) == (1, 1)
    names = {name for name, _value in page.attributes}
    assert names <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "dir",
        "href",
        "rel",
        "align",
        "start",
    }
    links = [value or "" for name, value in page.attributes if name == "href"]
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in links)
    assert "default-src 'none'" in found
    found.encode()  # no half characters


def test_a_question_is_shown_as_it_was_typed() -> None:
    assert "**not bold**" in exported(ExportForm.HTML, question("**not bold**"))
    assert "<strong>bold</strong>" in exported(ExportForm.HTML, reply(Text("", "**bold**")))


def test_an_endless_text_is_not_parsed() -> None:
    assert "<pre>**x**" in exported(ExportForm.HTML, reply(Text("", "**x** " + "y" * LONGEST_PARSED)))


def test_both_themes_and_paper_are_in_the_page() -> None:
    found = exported(ExportForm.HTML)
    assert "prefers-color-scheme: dark" in found
    assert "@media print" in found
    assert "@media" not in exported(ExportForm.PDF)


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip().startswith(("=", "+", "-", "@", "\t"))


def test_a_row_is_a_message() -> None:
    failed = reply(*PARTS, status=Status.FAILED, problem=Problem("rate_limited"))
    found = exported(ExportForm.CSV, question('=cmd|"/c calc"!A1\nnext, "line"'), failed)
    assert found.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(found.removeprefix("\ufeff"), newline="")))
    assert rows[0] == list(COLUMNS)
    first, second = (dict(zip(COLUMNS, row, strict=True)) for row in rows[1:])
    assert (first["conversation"], first["tags"], first["shelf"], first["role"]) == ("c1", "a; b", "list", "user")
    assert first["text"] == '\'=cmd|"/c calc"!A1\nnext, "line"'
    assert (second["tools"], second["status"]) == ("Look up; raw; bare", "failed")
    assert second["error"].startswith("Too many messages")
    assert (first["author"], second["author"]) == ("You", "Order desk")


def test_a_row_names_whoever_else_wrote_it() -> None:
    written_by = msgspec.structs.replace(question("Hm"), author="=Anna\nof the shop")
    (_head, row) = csv.reader(io.StringIO(exported(ExportForm.CSV, written_by), newline=""))
    assert dict(zip(COLUMNS, row, strict=True))["author"] == "'=Anna of the shop"


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_stored_is_in_the_json_also_what_only_a_newer_version_knows() -> None:
    body = '{"id":"m9","role":"chatbot","status":"complete","parts":[{"kind":"hologram","x":1}],"mood":"😀","format":9}'
    pieces = (Opened(TALK, "a draft"), Said(reply(), body, 7), said(question("Hm")), Opened(TALK))
    found = json.loads("".join(written(make_writer(ExportForm.JSON, 5.0), pieces)))
    assert (found["format"], found["version"], found["exported"]) == ("robofy-conversations", 1, 5.0)
    first, second = found["conversations"]
    assert (first["title"], first["draft"], first["tags"]) == ("Where is 4711?", "a draft", ["a", "b"])
    assert first["messages"][0] == json.loads(body) | {"format": 7}
    assert first["messages"][1]["parts"][0]["text"] == "Hm"
    assert (second["messages"], "draft" in second) == ([], False)


def test_a_damaged_body_is_exported_as_far_as_it_could_be_read() -> None:
    pieces = (Opened(TALK), Said(reply(Text("", "kept")), "{oops", 2))
    found = json.loads("".join(written(make_writer(ExportForm.JSON, 5.0), pieces)))
    assert found["conversations"][0]["messages"][0]["parts"][0]["text"] == "kept"


def test_an_empty_json_is_one() -> None:
    assert json.loads("".join(written(make_writer(ExportForm.JSON, 5.0), ())))["conversations"] == []


# ── names and times ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Where is 4711?", "Where is 4711.md"),
        ("../../etc/passwd", "etc passwd.md"),
        ("C:\\x\ny", "C x y.md"),
        ("", "Conversation.md"),
        ("...", "Conversation.md"),
        ("con", "Conversation con.md"),
        ("LPT1.txt", "Conversation LPT1.txt.md"),
        ("x\u202egnp.exe", "x gnp.exe.md"),
        ("ä" * 200, "ä" * 59 + ".md"),
    ],
)
def test_a_title_makes_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, ExportForm.MARKDOWN) == name


def test_a_file_that_can_be_imported_is_told_from_other_json() -> None:
    assert file_name("Where is 4711?", ExportForm.JSON) == "Where is 4711.robofy-conversations"


def test_each_form_has_an_ending_of_its_own() -> None:
    assert len(set(SUFFIXES.values())) == len(ExportForm)


@pytest.mark.parametrize("at", [0.0, -1.0, 1e300, float("inf")])
def test_a_time_that_no_calendar_has_is_left_out(at: float) -> None:
    assert moment(at) == ""
