"""Messages, events and settings as values: how they are made, what they tell, and that they read back."""

from typing import get_args

import msgspec
import pytest

from desktop.core import events as e
from desktop.core.conversation import Conversation, Draft
from desktop.core.errors import Problem
from desktop.core.message import (
    Message,
    Part,
    Reasoning,
    Role,
    Status,
    Step,
    Text,
    ToolCall,
    empty_reply,
    put_part,
    question,
)
from desktop.core.settings import NetworkSettings, SendKey, Settings, ThemeChoice

WIRE_NAMES = {
    *("start", "start-step", "finish-step", "reset-step", "finish", "message-metadata", "error", "abort"),
    *("text-start", "text-delta", "text-end", "reasoning-start", "reasoning-delta", "reasoning-end"),
    *("tool-input-start", "tool-input-delta", "tool-input-available", "tool-input-error"),
    *("tool-approval-request", "tool-approval-response"),
    *("tool-output-available", "tool-output-error", "tool-output-denied"),
    *("source-url", "source-document", "file", "reasoning-file", "custom", "steering-message"),
}


def test_question_is_not_on_its_way_yet() -> None:
    asked = question("q", "Hello", 3.0)
    assert (asked.role, asked.status, asked.text, asked.created) == (Role.USER, Status.NOT_SENT, "Hello", 3.0)


def test_reply_waits_for_its_first_word() -> None:
    reply = empty_reply("r", 3.0)
    assert (reply.role, reply.status, reply.parts, reply.text) == (Role.CHATBOT, Status.STREAMING, (), "")


def test_text_of_a_message_is_its_answer_in_paragraphs() -> None:
    parts = (Text("0", "one"), Step(), Reasoning("0", "thought"), Text("1"), ToolCall("c", "search"), Text("2", "two"))
    message = Message("r", Role.CHATBOT, Status.COMPLETE, parts)
    assert message.text == "one\n\ntwo"
    assert message.tool_calls == (ToolCall("c", "search"),)


def test_part_is_put_in_its_place_alone() -> None:
    message = Message("r", Role.CHATBOT, Status.STREAMING, (Text("a"), Text("b"), Text("c")))
    for index in range(3):
        changed = put_part(message, index, Step())
        assert changed.parts[index] == Step()
        assert changed.parts[:index] + changed.parts[index + 1 :] == message.parts[:index] + message.parts[index + 1 :]


def test_every_wire_event_has_the_name_of_the_protocol() -> None:
    kinds = get_args(e.Decodable)
    assert {kind.__struct_config__.tag for kind in kinds} == WIRE_NAMES
    assert len(kinds) == len(WIRE_NAMES)
    assert {kind.__struct_config__.tag_field for kind in kinds} == {"type"}


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ('{"type":"text-delta","id":"0","delta":"x","extra":1}', e.TextDelta("0", "x")),
        ('{"type":"tool-input-delta","toolCallId":"c","inputTextDelta":"{"}', e.ToolInputDelta("c", "{")),
        ('{"type":"tool-output-available","toolCallId":"c","output":null}', e.ToolOutputAvailable("c", None)),
        ('{"type":"tool-output-available","toolCallId":"c"}', e.ToolOutputAvailable("c")),
        ('{"type":"finish","finishReason":null}', e.Finish()),
        ('{"messageMetadata":{"a":1},"type":"start"}', e.Start(None, {"a": 1})),
    ],
)
def test_line_decodes_straight_into_its_event(line: str, event: e.Event) -> None:
    decoder = msgspec.json.Decoder(e.Decodable)
    assert decoder.decode(line) == event


def test_absent_and_null_outputs_are_told_apart() -> None:
    assert e.ToolOutputAvailable("c", None) != e.ToolOutputAvailable("c")


@pytest.mark.parametrize("part", list(get_args(Part)))
def test_every_part_reads_back_as_it_was_stored(part: type) -> None:
    required = {field.encode_name for field in msgspec.structs.fields(part) if field.required}
    value = part(**dict.fromkeys(required, "x"))
    message = Message("r", Role.CHATBOT, Status.FAILED, (value,), problem=Problem("cut_short"), metadata={"a": [1]})
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message


def test_conversation_and_draft_are_plain_values() -> None:
    conversation = Conversation("c", "s", "p", "b", "Helper", "Title", 1.0, 2.0)
    assert msgspec.json.decode(msgspec.json.encode(conversation), type=Conversation) == conversation
    assert Draft("c", "text") == Draft("c", "text")


def test_an_empty_settings_file_is_the_defaults() -> None:
    settings = msgspec.json.decode("{}", type=Settings)
    assert settings == Settings()
    assert settings.chat.streaming
    assert (settings.chat.send_key, settings.appearance.theme) == (SendKey.ENTER, ThemeChoice.SYSTEM)


@pytest.mark.parametrize("field", ["connect", "first_byte", "silence"])
@pytest.mark.parametrize("value", ["0", "1e9", "-1", '"soon"', "null"])
def test_time_outs_have_ranges(field: str, value: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(f'{{"{field}":{value}}}', type=NetworkSettings)
