"""Messages that other versions wrote are read as far as they are understood, and go back whole."""

from __future__ import annotations

import json
from typing import get_args

import msgspec
import pytest

from desktop.core.message import Message, Part, Role, Status, Text, ToolCall, question
from desktop.store.record import FORMAT, Record, over, to_message, to_record

NEWER = {
    "id": "m1",
    "role": "chatbot",
    "status": "complete",
    "created": 5.0,
    "mood": "cheerful",
    "parts": [
        {"kind": "hologram", "depth": 3},
        {"kind": "text", "id": "t1", "text": "Hello", "done": True, "language": "en"},
        {"kind": "map", "at": [1, 2]},
        {"kind": "text", "id": "t2", "text": "World"},
    ],
}


def stored(body: object, role: str = "chatbot", status: str = "complete", version: int = FORMAT + 1) -> Record:
    text = body if isinstance(body, str) else json.dumps(body)
    return Record("m1", role, status, 5.0, "Hello", text, version)


def test_known_parts_of_a_newer_message_are_shown() -> None:
    message = to_message(stored(NEWER))
    assert message.parts == (Text("t1", "Hello", done=True), Text("t2", "World"))
    assert (message.status, message.created) == (Status.COMPLETE, 5.0)


def test_saving_a_newer_message_unchanged_keeps_what_it_had() -> None:
    record = over(stored(NEWER), to_message(stored(NEWER)))
    assert json.loads(record.body) == NEWER
    assert record.format == FORMAT + 1


def test_a_change_in_a_newer_message_touches_only_what_changed() -> None:
    changed = Message("m1", Role.CHATBOT, Status.STOPPED, (Text("t1", "Hello", done=True), Text("t2", "\ud83d!")), 5.0)
    body = json.loads(over(stored(NEWER), changed).body)
    assert body["status"] == "stopped"
    assert body["mood"] == "cheerful"
    assert body["parts"] == [*NEWER["parts"][:3], {"kind": "text", "id": "t2", "text": "\ufffd!"}]  # type: ignore[index]


def test_an_unreadable_newer_body_is_replaced() -> None:
    message = question("m1", "Hello", 5.0)
    assert over(stored("{"), message) == to_record(message)
    assert over(stored({"parts": 5}), message) == to_record(message)


def test_a_body_of_this_format_is_simply_replaced() -> None:
    message = question("m1", "Hello", 5.0)
    assert over(stored(NEWER, version=FORMAT), message) == to_record(message)


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '"text"'])
def test_a_body_that_is_no_message_still_shows_its_text(body: str) -> None:
    message = to_message(stored(body))
    assert (message.id, message.text) == ("m1", "Hello")


def test_members_with_wrong_values_fall_back_and_the_others_stay() -> None:
    body = NEWER | {"parts": "none", "problem": 7, "session_id": "s", "role": "ghost", "status": "dreaming"}
    message = to_message(stored(body, role="ghost", status="dreaming"))
    assert (message.role, message.status, message.parts) == (Role.CHATBOT, Status.INTERRUPTED, ())
    assert (message.problem, message.session_id) == (None, "s")


def test_a_part_without_its_required_members_costs_only_itself() -> None:
    body = NEWER | {"parts": [{"kind": "tool"}, {"kind": "tool", "id": "c", "name": "n"}, 5]}
    assert to_message(stored(body)).parts == (ToolCall("c", "n"),)


def test_the_format_is_raised_when_messages_change() -> None:
    """When this fails: raise FORMAT by one, and write the new members down here."""
    assert FORMAT == 1
    assert Message.__struct_fields__ == (
        *("id", "role", "status", "parts", "created", "first_text", "finished", "server_id", "session_id"),
        *("finish_reason", "raw_finish_reason", "problem", "metadata", "skipped", "skipped_count"),
    )
    kinds = {kind.__struct_config__.tag: len(msgspec.structs.fields(kind)) for kind in get_args(Part)}
    assert kinds == {
        "text": 3,
        "reasoning": 3,
        "tool": 13,
        "source": 5,
        "file": 3,
        "data": 3,
        "step": 0,
        "notice": 2,
    }
