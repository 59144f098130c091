"""Messages that other versions wrote are read as far as they are understood, and go back whole."""

from __future__ import annotations

import json
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.message import Data, Message, Part, Role, Status, Text, ToolCall, question
from desktop.core.text import well_formed, well_formed_json
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
    return Record("m1", role, status, 5.0, version, "Hello", text)


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
    assert body["parts"] == [*NEWER["parts"][:3], {"kind": "text", "id": "t2", "text": "\ufffd!"}]  # type: ignore[index]  # a body that was JSON


def test_an_unreadable_newer_body_is_replaced() -> None:
    message = question("m1", "Hello", 5.0)
    assert over(stored("{"), message) == to_record(message)


def test_unreadable_parts_of_a_newer_body_are_replaced() -> None:
    record = over(stored(NEWER | {"parts": 5}), question("m1", "Hello", 5.0))
    assert to_message(record).text == "Hello"
    assert json.loads(record.body)["mood"] == "cheerful"


def test_a_body_of_this_format_is_simply_replaced() -> None:
    message = question("m1", "Hello", 5.0)
    assert over(stored(NEWER, version=FORMAT), message) == to_record(message)


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '"text"', "[" * 200_000, '{"id":' * 200_000])
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


ANY_TEXT = st.text(st.characters(exclude_categories=()))


def any_json(text: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
    return st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, any_json(ANY_TEXT))
def test_whatever_a_message_says_can_be_saved(text: str, value: object) -> None:
    parts = (Text(text, text), ToolCall(text, "tool", input=value), Data("name", value))
    loaded = to_message(to_record(Message("m1", Role.CHATBOT, Status.COMPLETE, parts)))
    clean, mended = well_formed(text), well_formed_json(value)
    assert loaded.parts == (Text(clean, clean), ToolCall(clean, "tool", input=mended), Data("name", mended))


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(Message.__struct_fields__) | st.text(), any_json(st.text())))
def test_whatever_stands_in_a_body_loads_and_saves_over(body: dict[str, object]) -> None:
    record = stored(body)
    message = to_message(record)
    assert to_message(over(record, message)) == message


def test_the_format_is_raised_when_messages_change() -> None:
    """When this fails: raise FORMAT by one, and write the new members down here."""
    assert FORMAT == 3
    assert Message.__struct_fields__ == (
        *("id", "role", "status", "parts", "created", "first_text", "finished", "server_id", "session_id"),
        *("finish_reason", "raw_finish_reason", "problem", "metadata", "skipped", "skipped_count", "question_id"),
        *("parent_id", "author"),
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
