"""Each fault as it stands on the wire."""

import re

import httpx
import pytest

from desktop.sandbox import bots, faults
from desktop.sandbox.bots import PROJECT_ID
from desktop.sandbox.faults import HALF, REST
from desktop.sandbox.trouble import FAULTS, Fault, seconds
from tests.sandbox.conftest import Caller, Clock, Heard

INSTANT = {"speed": "instant"}
GARBLED = re.compile(rb'"}\n\ndata: {"type":"text-delta","id":"0","delta":"')


def _hear(caller: Caller, query: str) -> Heard:
    return caller.stream(bots.TROUBLE, query, speed="instant")


def _drain(response: httpx.Response, came: bytearray) -> None:
    for chunk in response.iter_raw():
        came += chunk


def _dropped(caller: Caller, query: str, path: str = "chat/stream") -> bytes:
    """What came before the connection was lost, deltas joined."""
    body = caller.body(bots.TROUBLE, query)
    came = bytearray()
    with caller.client.stream("POST", f"/v1/ai-agent/{path}", json=body, params=INSTANT) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
            _drain(response, came)
    return GARBLED.sub(b"", bytes(came))


def test_without_a_fault_named_it_lists_them(caller: Caller) -> None:
    told = _hear(caller, "hello").text
    assert [fault.say for fault in FAULTS if f"| *{fault.say}* | {fault.what} |" not in told] == []
    assert _hear(caller, "Which faults can you show?").text == told


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.say)
def test_words_of_the_list_lead_to_the_fault(fault: Fault) -> None:
    leads_to = next(other for other in FAULTS if re.search(other.words, fault.say, re.IGNORECASE))
    assert leads_to is fault


def test_first_questions_lead_to_faults() -> None:
    _, *queries = bots.STARTERS[bots.TROUBLE.id]
    found = [next(fault.make for fault in FAULTS if re.search(fault.words, query, re.IGNORECASE)) for query in queries]
    assert found == [faults.cut_mid_event, faults.too_many]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("slow first byte", None),
        ("for 7 seconds", 7.0),
        ("1.5s", 1.5),
        ("250 ms", 0.25),
        ("20 milliseconds", 0.02),
        ("2 minutes", 120.0),
        ("999999 seconds", 3_600.0),
    ],
)
def test_length_of_time_is_read_from_words(query: str, wanted: float | None) -> None:
    assert seconds(query) == (None if wanted is None else pytest.approx(wanted))


@pytest.mark.parametrize(
    ("query", "waited", "text"),
    [
        ("slow first byte, 7 seconds", 7.0, "Here I am, 7 seconds late."),
        ("slow first byte", 5.0, "Here I am, 5 seconds late."),
        ("slow first word, 2 s", 2.0, "The stream was open at once; the first word took 2 seconds."),
        ("silence", 30.0, HALF + REST),
        ("stall for 45 seconds", 45.0, HALF + REST),
        ("silence for ever", 86_400.0, HALF),
    ],
)
def test_it_waits_and_then_goes_on(caller: Caller, clock: Clock, query: str, waited: float, text: str) -> None:
    heard = _hear(caller, query)
    assert (heard.text, heard.done, clock.slept) == (text, True, [waited])
    assert caller.ask(bots.TROUBLE, query).json()["data"]["answer"] == text
    assert clock.slept == [waited, waited]


def test_cut_in_the_middle_of_an_event(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    came = _dropped(caller, "Cut the answer in the middle")
    assert HALF.encode() in came
    assert came.endswith(b'\n\ndata: {"type":"text-delta","id":"0","del')
    assert not caplog.records


def test_cut_between_two_events(caller: Caller) -> None:
    came = _dropped(caller, "cut between two events")
    assert came.endswith(f'{HALF}"}}\n\n'.encode())


@pytest.mark.parametrize("query", ["cut", "cut between two events"])
def test_plain_answer_is_cut_too(caller: Caller, query: str) -> None:
    came = _dropped(caller, query, "chat")
    assert came.startswith(b'{"message":"Success","data":{"answer":"This is the first half')


def test_early_end_looks_like_a_good_one(caller: Caller) -> None:
    response = caller.post("chat/stream", caller.body(bots.TROUBLE, "end early"), **INSTANT)
    assert response.content.endswith(b'\n\ndata: {"type":"text-del')
    assert HALF.encode() in GARBLED.sub(b"", response.content)
    plain = caller.ask(bots.TROUBLE, "end early").content
    assert plain.startswith(b'{"message":"Success"')
    assert not plain.endswith(b"}")


def test_all_but_the_last_line(caller: Caller) -> None:
    for query in ("no [DONE]", "without DONE", "leave out the [DONE]"):
        heard = _hear(caller, query)
        assert not heard.done
        assert heard.kinds[-3:] == ["finish", "data-session", "data-finish-reason"]


def test_error_event_ends_the_answer(caller: Caller) -> None:
    heard = _hear(caller, "error event")
    assert heard.events[-1]["type"] == "error"
    assert "overloaded" in heard.events[-1]["errorText"]
    assert (heard.text, heard.done) == (HALF, True)
    plain = caller.ask(bots.TROUBLE, "error event")
    assert (plain.status_code, plain.json()["error"]["code"]) == (500, "INTERNAL_SERVER_ERROR")


def test_abort_event_ends_the_answer(caller: Caller) -> None:
    heard = _hear(caller, "abort")
    assert heard.events[-1] == {"type": "abort", "reason": "The server is being restarted."}
    assert (heard.text, heard.done) == (HALF, True)


def test_length_limit_is_a_finish_reason(caller: Caller) -> None:
    heard = _hear(caller, "length limit")
    assert heard.events[-3]["finishReason"] == "length"
    assert heard.events[-1]["data"] == {"finishReason": "length", "rawFinishReason": "MAX_TOKENS"}


@pytest.mark.parametrize("path", ["chat", "chat/stream"])
@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("400", 400, "BAD_REQUEST"),
        ("Please give me a 401", 401, "UNAUTHORIZED"),
        ("403", 403, "FORBIDDEN"),
        ("404", 404, "PROJECT_NOT_FOUND"),
        ("429", 429, "RATE_LIMITED"),
        ("500", 500, "INTERNAL_SERVER_ERROR"),
    ],
)
def test_refusals_have_the_envelope(caller: Caller, path: str, query: str, status: int, code: str) -> None:
    response = caller.post(path, caller.body(bots.TROUBLE, query))
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("query", "status", "after"), [("429", 429, "10"), ("429 for 3 seconds", 429, "3"), ("503, 1 minute", 503, "60")]
)
def test_says_when_to_come_back(caller: Caller, query: str, status: int, after: str) -> None:
    response = caller.ask(bots.TROUBLE, query)
    assert (response.status_code, response.headers["retry-after"]) == (status, after)


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ("500 with HTML", 500, "500 Internal Server Error"),
        ("html", 500, "500 Internal Server Error"),
        ("503", 503, "503 Service Unavailable"),
        ("200 with HTML", 200, "Sign in to the guest network"),
    ],
)
def test_pages_of_proxies(caller: Caller, query: str, status: int, title: str) -> None:
    response = caller.post("chat/stream", caller.body(bots.TROUBLE, query))
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert f"<title>{title}</title>" in response.text


def test_answer_in_one_piece_where_a_stream_was_asked_for(caller: Caller) -> None:
    response = caller.post("chat/stream", caller.body(bots.TROUBLE, "200 with a JSON answer"))
    assert response.headers["content-type"] == "application/json"
    assert response.json()["data"] == {
        "answer": "This answer came in one piece, although a stream was asked for.",
        "session_id": f"sandbox-{PROJECT_ID}",
    }


@pytest.mark.parametrize("path", ["chat", "chat/stream"])
def test_nothing_at_all(caller: Caller, path: str) -> None:
    response = caller.post(path, caller.body(bots.TROUBLE, "empty body"))
    assert (response.status_code, response.content) == (200, b"")


def test_redirect_leads_elsewhere(caller: Caller) -> None:
    response = caller.ask(bots.TROUBLE, "redirect")
    assert (response.status_code, response.headers["location"].split("/")[2]) == (307, "example.com")


@pytest.mark.parametrize("query", ["unknown events", "orphan deltas", "bad lines"])
def test_strange_events_leave_a_good_answer_around_them(caller: Caller, query: str) -> None:
    response = caller.post("chat/stream", caller.body(bots.TROUBLE, query), **INSTANT)
    body = response.content.decode()
    assert body.endswith("data: [DONE]\n\n")
    answer = caller.ask(bots.TROUBLE, query).json()["data"]["answer"]
    assert "".join(re.findall(r'"text-delta","id":"0","delta":"([^"]*)"', body)) == answer


def test_orphans_belong_to_nothing(caller: Caller) -> None:
    events = _hear(caller, "orphans").events
    assert {"type": "text-delta", "id": "nowhere", "delta": "I belong to no part."} in events
    assert "call_nobody" not in [event["toolCallId"] for event in events if event["type"] == "tool-input-start"]


def test_odd_framing_by_the_rules_of_event_streams(caller: Caller) -> None:
    content = caller.post("chat/stream", caller.body(bots.TROUBLE, "odd framing")).content
    assert content.startswith(b"\xef\xbb\xbfdata: ")
    events = re.split(r"\n\n", re.sub(r"\r\n|\r", "\n", content.decode("utf-8-sig")))
    fields = [[line.partition(":") for line in event.split("\n") if not line.startswith(":")] for event in events]
    data = ["\n".join(value.removeprefix(" ") for name, _, value in event if name == "data") for event in fields]
    assert data[2] == '{"type":"text-start",\n"id":"0"}'
    assert data[-2] == "[DONE]"


@pytest.mark.parametrize(
    ("query", "size"),
    [("one huge delta", 200_000), ("huge: 3,000,000 letters", 3_000_000), ("huge: 1k words", 9_000)],
)
def test_one_huge_delta(caller: Caller, query: str, size: int) -> None:
    heard = _hear(caller, query)
    assert [len(delta) for delta in heard.deltas] == [size]
    assert heard.done


def test_emoji_in_two_halves(caller: Caller) -> None:
    heard = _hear(caller, "split surrogate pair")
    assert [delta.encode("utf-16", "surrogatepass") is not None for delta in heard.deltas] == [True, True]
    with pytest.raises(UnicodeEncodeError):
        heard.deltas[0].encode()
    whole = heard.text.encode("utf-16", "surrogatepass").decode("utf-16")
    assert whole == caller.ask(bots.TROUBLE, "surrogate").json()["data"]["answer"]


def test_bytes_that_are_no_text(caller: Caller) -> None:
    content = caller.post("chat/stream", caller.body(bots.TROUBLE, "bad UTF-8"), **INSTANT).content
    with pytest.raises(UnicodeDecodeError):
        content.decode()
    assert caller.ask(bots.TROUBLE, "bad UTF-8").json()["data"]["answer"] in content.decode(errors="replace")


@pytest.mark.parametrize("query", ["with a tool", "no [DONE], with a tool", "silence, with a tool"])
def test_tool_call_comes_first_when_asked_for(caller: Caller, query: str) -> None:
    kinds = _hear(caller, query).kinds
    call = ["start", "start-step", "tool-input-start", "tool-input-delta", "tool-input-available"]
    assert kinds[:8] == [*call, "tool-output-available", "finish-step", "start-step"]
    assert "text-delta" in kinds
