"""The program as somebody meets it who does not see it: read, pressed and heard by another process over AT-SPI."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from msgspec.structs import replace

from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Profile
from desktop.core.conversation import Conversation
from desktop.core.errors import Problem
from desktop.core.message import (
    Message,
    Notice,
    Reasoning,
    Source,
    Status,
    Text,
    ToolCall,
    ToolState,
    empty_reply,
    question,
)
from desktop.sandbox.bots import ORDER_DESK
from desktop.store.history import open_history
from desktop.store.profiles import save_profiles
from tests.conftest import Need
from tests.e2e.conftest import PATIENCE
from tests.fakes.http_server import FakeServer

if TYPE_CHECKING:
    from tests.fakes.screen_reader import Heard, ScreenReader, Seen

NOON: Final = 1_700_000_000.0
LINK: Final = "https://example.com/way"
MESSAGES: Final = (
    replace(question("q1", "Where is **it**?", NOON), status=Status.SENT),
    replace(
        empty_reply("a1", NOON),
        status=Status.COMPLETE,
        parts=(
            ToolCall("c", "look_up_order", state=ToolState.OUTPUT_AVAILABLE, input={"order": 4711}, output="left"),
            Text("t", f"It left **Leipzig**, see [the way]({LINK}).\n\n```python\nprint(1)\n```\n", done=True),
            Source("s", url="https://example.com/a", title="Parcels"),
        ),
    ),
    replace(question("q2", "And now?", NOON), status=Status.SENT),
    replace(empty_reply("a2", NOON), status=Status.FAILED, problem=Problem("server_failed", retryable=True)),
)


@pytest.fixture
def reader(tmp_path: Path, need: Need) -> Iterator[ScreenReader]:
    if sys.platform != "linux":
        pytest.skip("AT-SPI is Linux's")
    from tests.fakes.screen_reader import ScreenReader, missing_tools

    need(missing_tools() or ([] if "DISPLAY" in os.environ else ["a display of X11"]))
    with ScreenReader(tmp_path / "bus", "Robofy Desktop") as started:
        yield started


@contextmanager
def program(reader: ScreenReader, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The real program, which must also end well while it is read."""
    environment = {**os.environ, **reader.environment, "ROBOFY_DATA_DIR": str(folder), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "desktop"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            reader.until(reader.windows, "the window")
            yield process
        finally:
            process.terminate()
            _, err = process.communicate(timeout=PATIENCE)
    complaints = [line for line in err.splitlines() if "qt.accessibility.atspi" not in line]
    assert (process.returncode, complaints) == (0, [])


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A folder with a conversation in it."""
    return kept(tmp_path / "data", MESSAGES)


def kept(folder: Path, messages: tuple[Message, ...]) -> Path:
    """A folder with these messages in it."""
    folder.mkdir()
    stored = open_history(folder / "history.db")
    conversation = Conversation("c1", "s1", SANDBOX_PROFILE, ORDER_DESK.id, ORDER_DESK.name, "Where is it?", NOON, NOON)
    stored.save_conversation(conversation)
    stored.save_messages(conversation.id, messages)
    stored.close()
    return folder


def rows(reader: ScreenReader, count: int) -> tuple[Seen, ...]:
    """The rows of the transcript, as soon as there are so many."""

    def found() -> tuple[Seen, ...] | None:
        transcript = reader.look("list", "Transcript")
        return transcript.children if transcript is not None and len(transcript.children) == count else None

    return reader.until(found, f"{count} messages")


def announced(heard: list[Heard]) -> list[str]:
    return [event.words for event in heard if event.kind.startswith("object:announcement")]


def test_rows_tell_author_text_state_and_place(reader: ScreenReader, history: Path) -> None:
    with program(reader, history):
        seen = rows(reader, len(MESSAGES))
        assert [row.role for row in seen] == ["list item"] * len(MESSAGES)
        assert [row.index for row in seen] == [0, 1, 2, 3]
        assert [row.description for row in seen] == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
        assert ", 14 November 2023. You, " in seen[0].name
        assert seen[0].name.endswith(": Where is **it**?")
        assert seen[1].name.startswith("Order desk, ")
        assert "It left Leipzig, see the way." in seen[1].name
        assert seen[1].name.endswith("Look up order: done. Sources: 1.")
        assert seen[3].name.endswith("The server has a problem of its own. Try again in a moment.")
        sidebar = reader.look("list", "Conversations")
        assert sidebar is not None
        assert sidebar.children[0].name.startswith("2023, Where is it?, Order desk")  # the heading above it


def test_what_is_painted_is_found_and_pressed(reader: ScreenReader, history: Path) -> None:
    with program(reader, history):
        answer = rows(reader, len(MESSAGES))[1]
        link = answer.find("link", "the way")
        assert (link.description, link.actions) == (LINK, ("Press", "SetFocus"))
        assert answer.find("link", "Source 1: Parcels").description == "https://example.com/a"
        assert answer.find("push button", "Copy code").actions
        assert rows(reader, len(MESSAGES))[3].find("push button", "Try again").actions
        badge = answer.find("push button", "Look up order, done")
        reader.do("push button", badge.name)
        reader.until(lambda: rows(reader, len(MESSAGES))[1].rect[3] > answer.rect[3], "the card of the tool")
        now = rows(reader, len(MESSAGES))[1].find("link", "the way").rect
        middle = now[0] + now[2] // 2, now[1] + now[3] // 2
        assert reader.at("list", "Transcript", *middle) == ["link", "the way"]


def test_what_opens_is_read(reader: ScreenReader, tmp_path: Path) -> None:
    order = {"number": 4711, "to": {"state": "shipped"}}
    reason = "It was refused. " * 8 + "Call the desk."
    parts = (
        Reasoning("r", "I **look** it up.", done=True),
        ToolCall("c", "look_up_order", state=ToolState.OUTPUT_AVAILABLE, input={}, output=order),
        Notice("Only a test."),
        ToolCall("d", "send_parcel", state=ToolState.OUTPUT_ERROR, input={}, error=reason),
    )
    answer = replace(empty_reply("a1", NOON), status=Status.COMPLETE, parts=parts)
    with program(reader, kept(tmp_path / "data", (MESSAGES[0], answer))):
        closed = rows(reader, 2)[1]
        assert [one.name for one in closed.children if one.role == "paragraph"] == ["Only a test."]
        for button in [one.name for one in closed.children if one.name.startswith(("Reas", "Look up", "Send parcel"))]:
            reader.do("push button", button)

        def read() -> list[str]:
            return [one.name for one in rows(reader, 2)[1].children]

        reader.until(lambda: reason in read(), "all of the error")
        wanted = ["I look it up.", "number: 4711", "to, 1 field, open", 'state: "shipped"', "Only a test."]
        assert [name for name in read() if name in wanted] == wanted


def test_the_keyboard_can_be_put_on_a_link(reader: ScreenReader, history: Path) -> None:
    with program(reader, history):
        rows(reader, len(MESSAGES))
        reader.heard()
        reader.do("link", "the way", "SetFocus")
        heard: list[Heard] = []

        def has_focus() -> bool:
            heard.extend(reader.heard())
            return any((event.role, event.name, event.detail) == ("link", "the way", 1) for event in heard)

        reader.until(has_focus, "the focus on the link")


def test_everything_that_shows_has_a_name(reader: ScreenReader, history: Path) -> None:
    with program(reader, history):
        rows(reader, len(MESSAGES))
        (window,) = reader.windows()
        assert (window.role, "Robofy" in window.name) == ("frame", True)
        composer = window.find("text", "Message")
        assert {"editable", "focusable", "showing"} <= set(composer.states)
        assert all(window.named("push button"))
        assert "New conversation" in window.named("push button")
        reader.do("push button", "Settings")
        dialog = reader.until(lambda: [one for one in reader.windows() if one.role == "dialog"], "the settings")[0]
        assert dialog.name
        assert all(name for role in ("push button", "text", "combo box", "check box") for name in dialog.named(role))


def test_a_reply_is_announced_when_it_begins_and_when_it_ends(reader: ScreenReader, tmp_path: Path) -> None:
    with program(reader, tmp_path / "data"):
        reader.do("push button", "Try the sandbox")
        reader.write("text", "Message", "Show me Markdown of every kind, quickly")
        reader.until(lambda: reader.look("push button", "Send to Concierge"), "the button to send")
        reader.heard()
        reader.do("push button", "Send to Concierge")
        heard: list[Heard] = []

        def has_ended() -> bool:
            heard.extend(reader.heard())
            return len(announced(heard)) > 1

        reader.until(has_ended, "the end of the reply")
        answer = rows(reader, 2)[1]
        heard += reader.heard()
        begin, end = announced(heard)
        assert begin == "The chatbot is answering."
        assert end.startswith("Every kind of Markdown\nThis line has bold, italic, both")
        assert len(end) <= 1000 < len(answer.name)
        assert "busy" not in answer.states
        of_transcript = [event for event in heard if event.role in ("list", "list item")]
        assert len(of_transcript) < 12, "a reply must not be told word by word"


def test_a_problem_is_announced(reader: ScreenReader, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.json").write_text("no settings")
    with program(reader, tmp_path / "data"):
        said = reader.until(lambda: announced(reader.heard()), "the banner")
        assert said[0].startswith("The file settings.json could not be read.")


def test_that_details_were_copied_is_announced(reader: ScreenReader, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with FakeServer(lambda peer: peer.send_answer("503 Service Unavailable", b"{}")) as server:
        profile = Profile("p1", "Support", server.address, "42", (Chatbot("bot", "Helper"),))
        save_profiles(tmp_path / "data" / "profiles.json", (profile,))
        with program(reader, tmp_path / "data"):
            reader.do("push button", "Settings")
            reader.until(lambda: reader.look("password text", "Key"), "the field for the key")
            reader.write("password text", "Key", "rb-live-0123456789")
            reader.do("push button", "Find chatbots")
            reader.until(lambda: reader.look("push button", "Copy details"), "the refusal")
            reader.do("push button", "Copy details")
            reader.until(lambda: "Copied" in announced(reader.heard()), "that it says so")


def test_the_inbox_is_found_and_read(reader: ScreenReader, history: Path) -> None:
    with program(reader, history):
        rows(reader, len(MESSAGES))
        reader.do("push button", "Inbox of visitors")

        def sessions() -> tuple[Seen, ...] | None:
            found = reader.look("list", "Sessions")
            return found.children if found is not None and found.children else None

        first = reader.until(sessions, "the sessions")[0]
        assert first.name.startswith("Anna, Great, thank you!, ")
        assert reader.look("push button", "Back to your conversations") is not None
        assert reader.look("push button", "Refresh the inbox") is not None
