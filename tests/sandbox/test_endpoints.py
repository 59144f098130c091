import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from desktop.sandbox import bots
from tests.sandbox.conftest import Caller

BAD_REQUEST = (
    b'{"message":"Bad Request","error":{"code":"BAD_REQUEST",'
    b'"detail":"Invalid request body or missing required fields."}}'
)
UNAUTHORIZED = (
    b'{"message":"Unauthorized","error":{"code":"UNAUTHORIZED","detail":"Authentication token is missing or invalid."}}'
)
PATHS = ("chat", "chat/stream")
SESSION = "6ff922ed-9884-4430-83c9-7ac83a7b0574"


def test_streams_the_documented_lines(caller: Caller) -> None:
    response = caller.stream(bots.CONCIERGE, "thanks", SESSION, speed="instant").response
    body = re.sub(rb'(?<="messageId":")[A-Za-z0-9]{16}(?=")', b"zUqbj2SylMki95Be", response.content)
    deltas = ["You", " are", " wel", "come.", " Is", " there", " any", "thing", " else", " you"]
    deltas += [" would", " like", " to", " know?"]
    lines = (
        '{"type":"start","messageId":"zUqbj2SylMki95Be"}',
        '{"type":"start-step"}',
        '{"type":"text-start","id":"0"}',
        *(f'{{"type":"text-delta","id":"0","delta":"{delta}"}}' for delta in deltas),
        '{"type":"text-end","id":"0"}',
        '{"type":"finish-step"}',
        '{"type":"finish","finishReason":"stop"}',
        f'{{"type":"data-session","data":"{SESSION}"}}',
        '{"type":"data-finish-reason","data":{"finishReason":"stop","rawFinishReason":"STOP"}}',
        "[DONE]",
    )
    assert body.decode() == "".join(f"data: {line}\n\n" for line in lines)


def test_stream_has_the_headers_of_its_dialect(caller: Caller) -> None:
    headers = caller.stream(bots.CONCIERGE, "thanks").response.headers
    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-cache"
    assert headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert headers["x-accel-buffering"] == "no"


def test_plain_answer_has_the_documented_body(caller: Caller) -> None:
    response = caller.ask(bots.CONCIERGE, "thanks", SESSION)
    assert response.headers["content-type"] == "application/json"
    assert response.content == (
        b'{"message":"Success","data":{"answer":"You are welcome. Is there anything else you would like to know?",'
        b'"session_id":"6ff922ed-9884-4430-83c9-7ac83a7b0574"}}'
    )


@pytest.mark.parametrize(
    ("bot", "query"),
    [
        (bot, query)
        for bot in (bots.CONCIERGE, bots.ORDER_DESK, bots.WRITER)
        for query in (*bots.STARTERS[bot.id], "long, with code and a table")
    ],
)
def test_both_endpoints_say_the_same(caller: Caller, bot: bots.Bot, query: str) -> None:
    streamed = caller.stream(bot, query, speed="instant")
    assert streamed.done
    assert streamed.text == caller.ask(bot, query).json()["data"]["answer"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong", "Basic {secret}", "{secret}", "Bearer wröng"]
)
def test_wrong_key_is_refused_as_documented(caller: Caller, path: str, authorization: str | None) -> None:
    del caller.client.headers["authorization"]
    caller.client.headers.encoding = "utf-8"
    if authorization is not None:
        caller.client.headers["authorization"] = authorization.format(secret=caller.sandbox.secret)
    response = caller.post(path, caller.body(bots.CONCIERGE, "hello"))
    assert (response.status_code, response.content) == (401, UNAUTHORIZED)
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "change",
    [
        {"query": None},
        {"query": ""},
        {"query": " \n"},
        {"query": 7},
        {"pid": None},
        {"pid": int(bots.PROJECT_ID)},
        {"pid": "1"},
        {"chatbot_id": None},
        {"chatbot_id": ["x"]},
        {"user_context": None},
        {"user_context": "web"},
        {"user_context": {}},
        {"user_context": {"platform": ""}},
        {"user_context": {"platfrom": "web"}},
        {"user_context": {"platform": "web", "session_id": 5}},
    ],
)
def test_ill_formed_request_is_refused_as_documented(caller: Caller, path: str, change: dict[str, Any]) -> None:
    body = caller.body(bots.CONCIERGE, "hello") | change
    body = {name: value for name, value in body.items() if value is not None}
    response = caller.post(path, body)
    assert (response.status_code, response.content) == (400, BAD_REQUEST)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b'{"query":"\xff"}', b'{"query":"\\ud83d"}'])
def test_what_is_no_json_object_is_refused_as_documented(caller: Caller, content: bytes) -> None:
    response = caller.client.post("/v1/ai-agent/chat/stream", content=content)
    assert (response.status_code, response.content) == (400, BAD_REQUEST)


@pytest.mark.parametrize("params", [{"speed": "warp"}, {"delay_ms": "-1"}, {"delay_ms": "soon"}, {"delay_ms": "nan"}])
def test_speed_that_does_not_exist_is_refused(caller: Caller, params: dict[str, str]) -> None:
    response = caller.post("chat/stream", caller.body(bots.CONCIERGE, "hello"), **params)
    assert (response.status_code, response.content) == (400, BAD_REQUEST)


def test_unknown_chatbot_gets_the_envelope(caller: Caller) -> None:
    response = caller.post("chat", caller.body(bots.CONCIERGE, "hello") | {"chatbot_id": "nobody"})
    assert response.status_code == 404
    assert response.json()["error"] == {"code": "CHATBOT_NOT_FOUND", "detail": "Chatbot not found."}


def test_other_paths_and_methods_get_the_envelope(caller: Caller) -> None:
    elsewhere = caller.client.get("/nowhere")
    assert (elsewhere.status_code, elsewhere.json()["error"]["code"]) == (404, "NOT_FOUND")
    read = caller.client.get("/v1/ai-agent/chat")
    assert (read.status_code, read.json()["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert read.headers["allow"] == "POST"


@pytest.mark.parametrize("path", PATHS)
def test_session_is_made_when_none_is_sent(caller: Caller, path: str) -> None:
    body = caller.body(bots.CONCIERGE, "hello")
    body["user_context"]["session_id"] = None
    found = [re.search(rb"[0-9a-f-]{36}", caller.post(path, body, speed="instant").content) for _ in range(2)]
    first, second = (str(uuid.UUID(match[0].decode())) for match in found if match)
    assert first != second


def test_session_remembers_what_was_asked(caller: Caller) -> None:
    first = caller.stream(bots.WRITER, "A short   note\nabout tea", speed="instant")
    caller.ask(bots.WRITER, "Make a table", first.session_id)
    again = caller.stream(bots.WRITER, "What did I ask before?", first.session_id, speed="instant")
    assert again.session_id == first.session_id
    assert "1. “A short note about tea”\n2. “Make a table”" in again.text


def test_session_of_one_chatbot_is_not_told_to_another(caller: Caller) -> None:
    session_id = str(uuid.uuid4())
    caller.ask(bots.WRITER, "Make a table", session_id)
    told = caller.ask(bots.CONCIERGE, "What did I ask before?", session_id).json()["data"]["answer"]
    assert told == "Nothing yet: this is your first message in this session."


def test_any_number_of_streams_at_once(caller: Caller) -> None:
    url, body = "/v1/ai-agent/chat/stream", caller.body(bots.CONCIERGE, "thanks")
    opened = [caller.client.stream("POST", url, json=body) for _ in range(5)]
    responses = [stream.__enter__() for stream in opened]
    assert all(b"[DONE]" in response.read() for response in reversed(responses))
    for stream in opened:
        stream.__exit__(None, None, None)


def test_client_that_leaves_in_mid_request_harms_nobody(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    def half() -> Iterator[bytes]:
        yield b'{"query":'
        raise httpx.WriteError("gone")

    with pytest.raises(httpx.WriteError):
        caller.client.post("/v1/ai-agent/chat", content=half())
    assert caller.ask(bots.CONCIERGE, "thanks").status_code == 200
    assert not caplog.records
