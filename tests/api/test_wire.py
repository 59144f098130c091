from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api import wire
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
from desktop.core.events import (
    SKIP_REASONS,
    DataEvent,
    ErrorEvent,
    Event,
    Finish,
    MessageMetadata,
    ReasoningDelta,
    Skipped,
    SourceUrl,
    Start,
    SteeringMessage,
    TextDelta,
    ToolInputAvailable,
    ToolInputDelta,
    ToolOutputAvailable,
)

SECRET = Secret("rb-live-0123456789")
NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ('{"type":"start","messageId":"m1","more":[{}]}', Start("m1")),
        ('{"id":"0","delta":"Hi","type":"text-delta"}', TextDelta("0", "Hi")),
        ('{"type":"tool-output-available","toolCallId":"c","output":null}', ToolOutputAvailable("c", None)),
        ('{"type":"tool-output-available","toolCallId":"c"}', ToolOutputAvailable("c")),
        ('{"type":"finish","finishReason":"anything"}', Finish("anything")),
        ('{"type":"error","errorText":"Out of paper"}', ErrorEvent("Out of paper")),
        ('{"type":"source-url","sourceId":"s","url":"https://e.org","title":null}', SourceUrl("s", "https://e.org")),
        ('{"type":"message-metadata","messageMetadata":{"__proto__":1}}', MessageMetadata({"__proto__": 1})),
    ],
)
def test_an_event_with_a_fixed_type_becomes_its_value(line: str, event: Event) -> None:
    assert wire.decode(line.encode()) == event


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ('{"type":"data-session","data":"s-1"}', DataEvent("session", "s-1")),
        ('{"type":"data-x","data":{"a":[1]},"id":"7","transient":true}', DataEvent("x", {"a": [1]}, "7", True)),
        ('{"type":"data-x","id":7,"transient":"yes"}', DataEvent("x", None, None, False)),
        ('{"type":"data-","data":0}', DataEvent("", 0)),
        ('{"type":"data-\\ud800","data":"\\udc00"}', DataEvent("\ufffd", "\ufffd")),
    ],
)
def test_data_events_of_every_name(line: str, event: Event) -> None:
    assert wire.decode(line.encode()) == event


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (r'{"type":"text-delta","id":"0","delta":"a\ud83d"}', TextDelta("0", "a\ud83d")),
        (r'{"type":"text-delta","id":"0","delta":"\ude00b"}', TextDelta("0", "\ude00b")),
        (r'{"type":"reasoning-delta","id":"0","delta":"\ud83d"}', ReasoningDelta("0", "\ud83d")),
        (
            r'{"type":"tool-input-delta","toolCallId":"c","inputTextDelta":"\ud83d"}',
            ToolInputDelta("c", "\ud83d"),
        ),
        (r'{"type":"text-delta","id":"\ud83d","delta":"\ud83d"}', TextDelta("\ufffd", "\ud83d")),
        (
            r'{"type":"tool-input-available","toolCallId":"c","toolName":"t","input":{"\ud83d":"\ud83d"}}',
            ToolInputAvailable("c", "t", {"\ufffd": "\ufffd"}),
        ),
    ],
)
def test_half_a_character_survives_in_deltas_alone(line: str, event: Event) -> None:
    assert wire.decode(line.encode()) == event


def test_bytes_that_are_not_utf8_become_replacement_characters() -> None:
    assert wire.decode(b'{"type":"text-delta","id":"0","delta":"a\xffb"}') == TextDelta("0", "a\ufffdb")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "not_json"),
        ('{"type":"text-delta"', "not_json"),
        ('{"type":"start","x":NaN}', "not_json"),
        ('{"type":"start"} {}', "not_json"),
        ('{"type":"data-x","data":' + "1" * 5000 + "}", "not_json"),
        ('{"type":"data-x","data":' + "[" * 100_000, "not_json"),
        ('{"type":"data-x","data":' + "[" * 300 + "]" * 300 + "}", "not_json"),
        ('{"type":"steering-message","id":"0","parts":' + "[" * 300 + "]" * 300 + "}", "not_json"),
        ("null", "not_an_object"),
        ("[1]", "not_an_object"),
        ('{"kind":"start"}', "not_an_object"),
        ('{"type":["start"]}', "not_an_object"),
        ('{"type":"brand-new","id":"1"}', "unknown_type"),
        ('{"type":"text-delta","id":"0"}', "ill_formed"),
        ('{"type":"text-delta","id":"0","delta":null}', "ill_formed"),
        ('{"type":"text-delta","id":0,"delta":"x"}', "ill_formed"),
    ],
)
def test_what_cannot_be_used_says_why(line: str, reason: str) -> None:
    assert wire.decode(line.encode()) == Skipped(reason, line[:500])


def test_a_deep_value_is_read_up_to_the_limit_and_a_wide_one_always() -> None:
    deep = json.loads("[" * 150 + "]" * 150)
    wide: list[object] = [{} for _ in range(1000)]
    for parts in (deep, wide):
        line = json.dumps({"type": "steering-message", "id": "0", "parts": parts})
        assert wire.decode(line.encode()) == SteeringMessage("0", parts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from([*wire._KINDS, "data-session", "data-", "other", 1])  # noqa: SLF001  (every kind there is)
MEMBERS = st.sampled_from(
    ["id", "delta", "toolCallId", "toolName", "inputTextDelta", "input", "output", "errorText", "url", "data", "parts"]
)


@given(
    st.binary()
    | st.builds(lambda kind, rest: json.dumps({"type": kind, **rest}).encode(), TYPES, st.dictionaries(MEMBERS, JSON))
)
@settings(max_examples=1000, deadline=None)
def test_no_bytes_raise_and_only_deltas_may_hold_half_a_character(line: bytes) -> None:
    event = wire.decode(line)
    if isinstance(event, Skipped):
        assert event.reason in SKIP_REASONS
    if not isinstance(event, TextDelta | ReasoningDelta | ToolInputDelta):
        msgspec.json.encode(event)  # raises for lone surrogates


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{"message":"Success","data":{"answer":"Hi","session_id":"s"}}', ("Hi", "s")),
        ('\ufeff {"data":{"answer":"Hi"}}', ("Hi", "")),
        ('{"answer":"Hi","session_id":5}', ("Hi", "")),
        ('{"data":"x","answer":"Hi"}', ("Hi", "")),
        ('{"data":{"answer":"\\ud83d","session_id":"\\ud83d"}}', ("\ufffd", "\ufffd")),
        ('{"data":{"answer":null}}', None),
        ('["Hi"]', None),
        ("null", None),
        ("Hi", None),
    ],
)
def test_a_json_answer_is_found_in_its_envelope_or_bare(body: str, found: tuple[str, str] | None) -> None:
    assert wire.answer(body.encode()) == found


def problem(status: int, body: bytes = b"", retry_after: str = "") -> Problem:
    return wire.problem(status, retry_after, body, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (400, "bad_request", False),
        (401, "unauthorized", False),
        (403, "forbidden", False),
        (404, "not_found", False),
        (408, "request_timeout", True),
        (409, "conflict", True),
        (413, "message_too_large", False),
        (422, "not_accepted", False),
        (429, "rate_limited", True),
        (302, "redirected", False),
        (500, "server_failed", True),
        (502, "bad_gateway", True),
        (503, "unavailable", True),
        (504, "gateway_timeout", True),
    ],
)
def test_the_status_decides(status: int, code: str, retryable: bool) -> None:
    assert problem(status, b"{}") == Problem(code, status=status, retryable=retryable)


@pytest.mark.parametrize("status", [400, 403, 407, 408, 413, 418, 422, 500, 502, 504])
def test_a_web_page_with_a_refusal_is_called_one(status: int) -> None:
    for page in (b"<h1>Oh no</h1>", b"\xef\xbb\xbf \r\n<!doctype html>"):
        found = problem(status, page)
        assert (found.code, found.params, found.detail) == ("html_refusal", {"status": str(status)}, "")
        assert found.retryable is (status in (408, 500, 502, 504))


@pytest.mark.parametrize(
    ("status", "code"),
    [(302, "redirected"), (401, "unauthorized"), (404, "not_found"), (429, "rate_limited"), (503, "unavailable")],
)
def test_a_web_page_does_not_hide_what_the_status_says(status: int, code: str) -> None:
    assert problem(status, b"<h1>Oh no</h1>").code == code


def test_a_service_that_is_away_for_a_while_says_how_long() -> None:
    found = problem(503, b"<h1>Back soon</h1>", retry_after="90")
    assert (found.code, found.params, found.retry_after) == ("unavailable_for", {"seconds": "90"}, 90.0)


def test_another_status_is_named() -> None:
    assert problem(418) == Problem("server_refused", {"status": "418"}, status=418)


def test_the_detail_and_the_code_of_the_envelope_are_kept() -> None:
    body = b'{"message":"Unauthorized","error":{"code":"UNAUTHORIZED","detail":"Token is missing."}}'
    assert problem(401, body) == Problem(
        "unauthorized", detail="Token is missing.", status=401, server_code="UNAUTHORIZED"
    )


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"error":"No."}', "No."),
        (b'{"detail":"No."}', "No."),
        (b'{"error":{"code":"NO"},"message":"Really not"}', "NO"),
        (b'{"error":{"detail":" "},"message":"Really not"}', "Really not"),
        (b'{"error":{"detail":5}}', ""),
        (b'{"error":{"detail":"\\ud800"}}', "\ufffd"),
        (b"[1]", ""),
        (b"no  healthy\nupstream", "no healthy upstream"),
        (b"<!doctype html>", ""),
        (b'{"message":"cut', ""),
        (b"\x00\x01", ""),
        (b"\xff\xfe", ""),
    ],
)
def test_the_detail_of_odd_bodies(body: bytes, detail: str) -> None:
    assert problem(500, body).detail == detail


def test_a_long_detail_is_cut_and_an_echoed_secret_masked_first() -> None:
    said = "x" * 990 + SECRET.reveal() + "y" * 100
    body = json.dumps({"error": {"detail": said, "code": SECRET.reveal()}}).encode()
    found = problem(401, body)
    assert found.detail == "x" * 990 + "[redacted]"
    assert found.server_code == "[redacted]"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 86_400.0),
        (format_datetime(datetime.fromtimestamp(NOW + 30, UTC), usegmt=True), 30.0),
        (format_datetime(datetime.fromtimestamp(NOW - 30, UTC), usegmt=True), 0.0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(header: str, seconds: float) -> None:
    found = problem(429, retry_after=header)
    assert (found.code, found.params, found.retry_after) == ("rate_limited_for", {"seconds": f"{seconds:.0f}"}, seconds)


@pytest.mark.parametrize("header", ["", "soon", "-1", "1.5", "²", "Mon, 99 Foo 2020 00:00:00 GMT"])
def test_retry_after_that_says_nothing(header: str) -> None:
    found = problem(429, retry_after=header)
    assert (found.code, found.retry_after) == ("rate_limited", -1.0)


@pytest.mark.parametrize(
    ("server_code", "code"),
    [("UNAUTHORIZED", "unauthorized"), ("PROJECT_NOT_FOUND", "not_found"), ("ODD", "server_refused")],
)
def test_an_error_envelope_with_status_200_goes_by_its_own_code(server_code: str, code: str) -> None:
    body = json.dumps({"error": {"code": server_code}}).encode()
    assert wire.is_error(body)
    assert (problem(200, body).code, problem(200, body).status) == (code, 200)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"message":"Success"}', b'{"error":null}'])
def test_other_bodies_are_no_error_envelope(body: bytes) -> None:
    assert not wire.is_error(body)
