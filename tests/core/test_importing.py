"""What was exported is read as it was; everything else is refused, with the reason and the place."""

from __future__ import annotations

import io
import json
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import Opened, Said, written
from desktop.core.importing import Importing, Incoming, IncomingMessage
from desktop.core.message import Message, Role, Status, Text, ToolCall

FORMAT: Final = 2
HEAD: Final[dict[str, Any]] = {"session_id": "s", "profile_id": "p", "chatbot_id": "b", "chatbot_name": "Bot"}
MESSAGE: Final[dict[str, Any]] = {"format": 2, "id": "m1", "role": "user", "status": "sent", "parts": []}


def read(content: bytes) -> list[Incoming | IncomingMessage]:
    return list(Importing(io.BytesIO(content).read, "file.json", FORMAT).pieces())


def file(*conversations: object, **more: object) -> bytes:
    whole = {"format": "robofy-conversations", "version": 1, "conversations": conversations} | more
    return json.dumps(whole, indent=1).encode()


def refused(content: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(StoreError) as told:
        read(content)
    problem = told.value.problem
    assert problem.params["file"] == "file.json"
    assert "Nothing" in problem.sentence or "nothing" in problem.sentence
    assert "{" not in problem.sentence
    return problem.code, problem.params


def with_message(**changes: object) -> bytes:
    return file(HEAD | {"id": "c1", "messages": [MESSAGE | changes]})


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ids = st.text("abc/<>.\"'", min_size=1, max_size=4)
times = st.floats(0, 4e9)
conversations = st.builds(
    Conversation,
    ids, texts, texts, texts, texts, texts, times, times, st.booleans(), st.booleans(), times, st.booleans(), texts,
    st.lists(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=5), unique=True).map(tuple),
)  # fmt: skip
messages = st.builds(
    Message,
    ids,
    st.sampled_from(Role),
    st.sampled_from([status for status in Status if status is not Status.STREAMING]),
    st.lists(
        st.builds(Text, ids, texts, st.booleans()) | st.builds(ToolCall, ids, texts, started=times), max_size=3
    ).map(tuple),
    times,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(conversations, texts, st.lists(messages, max_size=4)), max_size=4), st.booleans())
def test_what_is_written_is_read(wanted: list[tuple[Conversation, str, list[Message]]], pretty: bool) -> None:
    bodies = [[msgspec.json.encode(message).decode() for message in messages] for _talk, _draft, messages in wanted]
    pieces: list[Opened | Said] = []
    for (talk, draft, said), written_bodies in zip(wanted, bodies, strict=True):
        pieces.append(Opened(talk, draft))
        pieces += [Said(message, body, FORMAT) for message, body in zip(said, written_bodies, strict=True)]
    text = "".join(written(make_writer(ExportForm.JSON, 1.0), pieces))
    if pretty:
        text = json.dumps(json.loads(text), indent=3, sort_keys=True)
    found = read(text.encode())
    heads = [piece for piece in found if isinstance(piece, Incoming)]
    assert [(one.conversation, one.draft) for one in heads] == [(talk, draft) for talk, draft, _ in wanted]
    for head, (_talk, _draft, said), written_bodies in zip(heads, wanted, bodies, strict=True):
        own = [piece for piece in found if isinstance(piece, IncomingMessage) and piece.number == head.number]
        assert [msgspec.json.decode(one.body, type=Message) for one in own] == said
        assert [one.text for one in own] == [message.text for message in said]
        if not pretty:
            assert [one.body for one in own] == written_bodies


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_cut"),
        (file(HEAD | {"id": "c1"})[:-4], "import_cut"),
        (file(HEAD | {"id": "c1"})[:60], "import_cut"),
        (b"PK\x03\x04 zip", "import_not_json"),
        (b"hello", "import_not_json"),
        (b"12", "import_not_json"),
        (file() + b"x", "import_not_json"),
        (b'{"format": NaN}', "import_not_json"),
        (b'{"version": ' + b"[" * 150 + b"]" * 150 + b"}", "import_foreign"),
        (b"[]", "import_foreign"),
        (b"{}", "import_foreign"),
        (b'[{"title": "ChatGPT", "mapping": {}}]', "import_foreign"),
        (b'{"chats": []}', "import_foreign"),
        (b'{"format": "other", "version": 1}', "import_foreign"),
        (b'{"format": 7}', "import_foreign"),
        (b'{"format": "robofy-conversations"}', "import_foreign"),
        (b'{"version": 1, "conversations": []}', "import_foreign"),
        (b'{"format": "robofy-conversations", "version": "1"}', "import_foreign"),
        (b'{"format": "robofy-conversations", "version": 0}', "import_foreign"),
        (file(version=2), "import_newer"),
        (b'{"format": "robofy-conversations", "version": 99, "what": 1', "import_newer"),
        (b'{"format": ' + b"[" * 5000, "import_too_deep"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(content: bytes, code: str) -> None:
    assert refused(content)[0] == code


@pytest.mark.parametrize(
    ("conversation", "member"),
    [
        ("text", "conversation"),
        ({}, ""),
        (HEAD | {"id": ""}, "id"),
        (HEAD | {"id": "x" * 300}, "id"),
        (HEAD | {"id": 7}, "id"),
        (HEAD | {"id": "c1", "title": ["<b>"]}, "title"),
        (HEAD | {"id": "c1", "title": "x" * 5_000}, "title"),
        (HEAD | {"id": "c1", "updated": -1}, "updated"),
        (HEAD | {"id": "c1", "created": 1e300}, "created"),
        (HEAD | {"id": "c1", "pinned": "yes"}, "pinned"),
        (HEAD | {"id": "c1", "tags": ["a\nb"]}, "tags[0]"),
        (HEAD | {"id": "c1", "tags": "abc"}, "tags"),
        (HEAD | {"id": "c1", "messages": {}}, "messages"),
    ],
)
def test_a_conversation_that_is_wrong_is_refused(conversation: object, member: str) -> None:
    code, params = refused(file(HEAD | {"id": "c0"}, conversation))
    assert (code, params["number"]) == ("import_wrong", "2")
    if member:
        assert params["member"] == member


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"id": ""}, "messages[0].id"),
        ({"id": None}, "messages[0].id"),
        ({"role": "robot"}, "messages[0].role"),
        ({"status": 3}, "messages[0].status"),
        ({"created": 1e300}, "messages[0].created"),
        ({"parts": "x"}, "messages[0].parts"),
        ({"parts": [{"kind": "hologram"}]}, "messages[0].parts[0].kind"),
        ({"parts": [{"kind": "text", "text": 1}]}, "messages[0].parts[0].text"),
        ({"parts": [{"kind": "tool", "id": "t", "name": "n", "started": -5}]}, "messages[0].parts[0]"),
        ({"parts": [{"kind": "tool", "id": "t", "name": "n", "finished": 1e300}]}, "messages[0].parts[0]"),
        ({"parts": [{"kind": "text", "text": "half \ud800"}]}, "messages[0]"),
        ({"format": 0}, "messages[0].format"),
    ],
)
def test_a_message_that_is_wrong_is_refused(changes: dict[str, object], member: str) -> None:
    code, params = refused(with_message(**changes))
    assert (code, params["number"], params["member"]) == ("import_wrong", "1", member)
    assert params["line"] == "12"


def test_what_the_wire_may_bring_is_not_too_deep_and_no_session_too_long() -> None:
    deep: object = 1
    for _ in range(199):
        deep = [deep]
    tool = {"kind": "tool", "id": "t", "name": "look", "output": deep}
    content = file(HEAD | {"id": "c1", "session_id": "s" * 5_000, "messages": [MESSAGE | {"parts": [tool]}]})
    head, message = reversed(read(content))
    assert isinstance(head, Incoming)
    assert len(head.conversation.session_id) == 5_000
    assert isinstance(message, IncomingMessage)
    assert message.body.count("[") > 199


def test_what_is_nested_too_deeply_is_refused() -> None:
    deep: object = 1
    for _ in range(300):
        deep = [deep]
    assert refused(with_message(metadata={"x": deep}))[0] == "import_too_deep"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refused(with_message().replace(b'"sent"', b'"\xff\xfe"'))[0] == "import_wrong"
    assert refused(file().replace(b'"version"', b'"\xff"'))[0] == "import_not_json"
    assert refused(file(HEAD | {"id": "c1"}).replace(b'"Bot"', b'"\xff"'))[0] == "import_not_json"


def test_what_was_still_being_written_is_interrupted() -> None:
    (message, _head) = read(with_message(status="streaming", role="chatbot"))
    assert isinstance(message, IncomingMessage)
    assert message.status == "interrupted"
    body = json.loads(message.body)
    assert (body["status"], body["problem"]["code"]) == ("interrupted", "cut_short")


def test_what_only_a_newer_version_understands_is_kept_as_it_is() -> None:
    (message, _head) = read(with_message(format=9, parts=[{"kind": "hologram"}], role="robot", mood=[1.0, 2**70]))
    assert isinstance(message, IncomingMessage)
    assert (message.format, message.role, message.text) == (9, "robot", "")
    assert json.loads(message.body)["mood"] == [1.0, 2**70]
    assert "format" not in json.loads(message.body)


def test_unknown_members_are_no_error() -> None:
    (head,) = read(file(HEAD | {"id": "c1", "mood": {"a": []}}, later=[1]))
    assert isinstance(head, Incoming)
    assert head.conversation.id == "c1"


def test_the_names_in_a_refusal_cannot_look_like_something_else() -> None:
    with pytest.raises(StoreError) as told:
        list(Importing(io.BytesIO(b"x").read, "a\u202eb\n.json", FORMAT).pieces())
    assert told.value.problem.params["file"] == "a⟨U+202E⟩b⟨U+000A⟩.json"
