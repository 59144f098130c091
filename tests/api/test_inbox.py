"""The inbox over a real socket: in each container, page by page, and when it cannot be read."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from desktop.api import whole_answer
from desktop.api.endpoints import Endpoint, path
from desktop.api.inbox import InboxClient
from desktop.api.reading import Reading
from desktop.api.robofy import Robofy
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import AppError, NetworkError, ProfileError, ProtocolError, ServerError
from desktop.core.inbox import InboxAccess, InboxSession, SessionPage, Side
from desktop.core.settings import NetworkSettings
from desktop.sandbox.bots import CONCIERGE, ORDER_DESK, PROJECT_ID, TROUBLE, WRITER
from desktop.sandbox.server import Sandbox
from tests.api.asking import KEY, PATIENT, QUICK, answering
from tests.fakes.http_server import FakeServer, Peer

_T = TypeVar("_T")
SESSION = {
    "session_id": "s/1",
    "user_profile_name": "Anna",
    "last_message": "Where is\n it?",
    "last_message_time": "2025-01-15T10:30:00Z",
    "last_message_direction": "Visitor",
    "website_url": "https://shop.example.com/",
}
CONTAINERS: list[object] = [
    [SESSION],
    {"sessions": [SESSION]},
    {"message": "Success", "data": [SESSION]},
    {"message": "Success", "data": {"sessions": [SESSION]}},
    {"data": {"report": {"rows": [SESSION]}}},
]


def access(address: str, chatbot: str = "bot", key: str = KEY, project: str = "31") -> InboxAccess:
    return InboxAccess(Profile("p", "Shop", address, project, (Chatbot(chatbot, "Concierge"),)), chatbot, Secret(key))


def use(work: Callable[[InboxClient], Awaitable[_T]], settings: NetworkSettings = PATIENT) -> _T:
    async def main() -> _T:
        robofy = Robofy(settings)
        try:
            return await work(InboxClient(Reading(robofy.ways)))
        finally:
            await robofy.aclose()

    return asyncio.run(main())


def read(body: object) -> SessionPage:
    with FakeServer(answering("200 OK", json.dumps(body).encode())) as server:
        return use(lambda inbox: inbox.sessions(access(server.address)))


def refused(work: Callable[[InboxClient], Awaitable[object]], settings: NetworkSettings = PATIENT) -> AppError:
    with pytest.raises(AppError) as caught:
        use(work, settings)
    assert KEY not in repr(caught.value)
    assert KEY not in str(caught.value.problem)
    return caught.value


def refusal(body: bytes, status: str = "200 OK", *headers: str) -> AppError:
    with FakeServer(answering(status, body, *headers)) as server:
        return refused(lambda inbox: inbox.sessions(access(server.address)))


@pytest.mark.parametrize("body", CONTAINERS)
def test_sessions_are_found_in_each_container(body: object) -> None:
    (found,) = read(body).sessions
    assert (found.id, found.name, found.last_words) == ("s/1", "Anna", "Where is it?")
    assert (found.last_side, found.when.at, found.page) == (Side.VISITOR, 1_736_937_000.0, "https://shop.example.com/")


def test_the_request_is_a_get_with_the_key() -> None:
    with FakeServer(answering("200 OK", b"[]")) as server:
        use(lambda inbox: inbox.sessions(access(server.address + "/", chatbot="a_b", key=f" Bearer {KEY}\n")))
    (received,) = server.requests
    assert received.line == "GET /v1/ai-agent/inbox/sessions/a_b HTTP/1.1"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.headers["accept"] == "application/json"


def test_ids_are_one_piece_of_the_path() -> None:
    assert path(Endpoint.INBOX_MESSAGES, chatbot="../x", session="a/b?c#d é") == (
        "/v1/ai-agent/inbox/chats/%2E%2E%2Fx/a%2Fb%3Fc%23d%20%C3%A9"
    )
    with FakeServer(answering("200 OK", b'{"messages": []}')) as server:
        use(lambda inbox: inbox.messages(access(server.address), "..", "page 2"))
    assert server.requests[0].line == "GET /v1/ai-agent/inbox/chats/bot/%2E%2E?nextPageToken=page+2 HTTP/1.1"


def test_leads_are_asked_for_as_documented() -> None:
    lead = {"created_at": "2025-01-15 10:30:00", "page_url": "https://example.com/contact",
            "lead_data": [{"field_name": "name", "field_type": "text", "field_value": "Anna"}]}  # fmt: skip
    body = {"message": "ok", "data": {"report": {"columns": [], "rows": [lead], "next_page_token": "eyJ"}}}
    with FakeServer(answering("200 OK", json.dumps(body).encode())) as server:
        page = use(lambda inbox: inbox.leads(access(server.address), "s-1", "eyI="))
    assert server.requests[0].line == "GET /v1/ai-agent/leads/31/bot?sessionId=s-1&nextPageToken=eyI%3D HTTP/1.1"
    assert page.more == "eyJ"
    assert (page.leads[0].fields, page.leads[0].when.text) == ((("name", "Anna"),), "2025-01-15 10:30:00")


@pytest.mark.parametrize(
    ("status", "inbox", "leads"),
    [
        ("401 Unauthorized", "read_unauthorized", "leads_forbidden"),
        ("403 Forbidden", "inbox_forbidden", "leads_forbidden"),
        ("404 Not Found", "inbox_not_found", "leads_not_found"),
        ("429 Too Many Requests", "rate_limited", "rate_limited"),
        ("500 Oops", "server_failed", "server_failed"),
        ("302 Found", "redirected", "redirected"),
    ],
)
def test_a_refusal_has_words_of_its_own(status: str, inbox: str, leads: str) -> None:
    body = b'{"message":"No","error":{"code":"X","detail":"Not with ' + KEY.encode() + b'."}}'
    with FakeServer(answering(status, body)) as server:
        first = refused(lambda client: client.sessions(access(server.address)))
        second = refused(lambda client: client.leads(access(server.address), "s"))
    assert isinstance(first, ServerError)
    assert (first.problem.code, second.problem.code) == (inbox, leads)
    assert first.problem.detail == "Not with [redacted]."
    assert first.problem.status == int(status[:3])


@pytest.mark.parametrize(
    "body",
    [
        b'{"result":{"entries":[{"who":"Anna"}]}}',
        b"17",
        b'"Anna"',
        b'{"sessions":"Anna"}',
        b'[{"name":"Anna"}]',
        b"Anna says",
    ],
)
def test_an_unknown_body_is_told_by_its_shape(body: bytes) -> None:
    error = refusal(body)
    assert isinstance(error, ProtocolError)
    assert error.problem.code == "inbox_unknown"
    assert error.problem.detail
    assert "Anna" not in error.problem.detail + error.problem.sentence


def test_an_error_in_an_envelope_is_one_whatever_the_status_says() -> None:
    assert refusal(b'{"message":"Forbidden","error":{"code":"FORBIDDEN"}}').problem.code == "inbox_forbidden"


def test_a_web_page_is_called_one() -> None:
    assert refusal(b" <!DOCTYPE html><p>Sign in").problem.code == "html_answer"


def test_a_packed_answer_is_refused() -> None:
    assert refusal(gzip.compress(b"[]"), "200 OK", "content-encoding: gzip").problem.code == "unreadable_answer"


def test_an_answer_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_answer, "MAX_BODY", 1000)
    assert refusal(b"[" + b" " * 5000 + b"]").problem.code == "answer_too_large"


def test_a_connection_that_breaks_off_is_told_so() -> None:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[")
        peer.reset()

    with FakeServer(script) as server:
        error = refused(lambda inbox: inbox.sessions(access(server.address)))
    assert (type(error), error.problem.code) == (NetworkError, "read_lost")


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n["])
def test_a_server_that_is_silent_is_left(begun: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.send(begun)
        peer.wait_until_left()

    with FakeServer(script) as server:
        error = refused(lambda inbox: inbox.sessions(access(server.address)), QUICK)
    assert (type(error), error.problem.code) == (NetworkError, "read_timeout")


def test_nobody_there() -> None:
    with FakeServer(answering("200 OK", b"")) as server:
        address = server.address
    error = refused(lambda inbox: inbox.sessions(access(address)))
    assert (type(error), error.problem.code) == (NetworkError, "connection_refused")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (access("http://example.com"), "address_insecure"),
        (access("http://127.0.0.1:1/\u0661"), "address_invalid"),
        (access("http://127.0.0.1:1/" + "x" * 70_000), "address_invalid"),
        (access("https://example.com", chatbot=" "), "chatbot_missing"),
        (access("https://example.com", key=""), "secret_missing"),
    ],
)
def test_a_profile_that_is_set_up_wrong_sends_nothing(asked: InboxAccess, code: str) -> None:
    error = refused(lambda inbox: inbox.sessions(asked))
    assert (type(error), error.problem.code) == (ProfileError, code)


def test_leads_need_the_project() -> None:
    error = refused(lambda inbox: inbox.leads(access("http://127.0.0.1:1", project=""), "s"))
    assert (type(error), error.problem.code) == (ProfileError, "project_missing")


# ── the sandbox ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("chatbot", [CONCIERGE.id, ORDER_DESK.id, WRITER.id])
def test_the_sandbox_is_read_in_each_of_its_forms(chatbot: str) -> None:
    async def all_of(inbox: InboxClient, asked: InboxAccess) -> list[InboxSession]:
        page = await inbox.sessions(asked)
        found = list(page.sessions)
        while page.more:
            page = await inbox.sessions(asked, page.more)
            found += page.sessions
        return found

    with Sandbox.start() as sandbox:
        asked = access(sandbox.address, chatbot, sandbox.secret, PROJECT_ID)
        found = use(lambda inbox: all_of(inbox, asked))
        messages = use(lambda inbox: inbox.messages(asked, found[5].id)).messages
    assert len({session.id for session in found}) == 30
    assert {session.when.lacks_zone for session in found} == {chatbot == WRITER.id}
    assert [message.side for message in messages] == [Side.VISITOR, Side.CHATBOT]
    assert messages[0].files[0].media_type == "image/jpeg"


def test_the_sandbox_has_leads_for_those_who_may_read_them() -> None:
    with Sandbox.start() as sandbox:
        asked = access(sandbox.address, ORDER_DESK.id, sandbox.secret, PROJECT_ID)
        first = use(lambda inbox: inbox.sessions(asked)).sessions[0]
        leads = use(lambda inbox: inbox.leads(asked, first.id)).leads
        denied = access(sandbox.address, CONCIERGE.id, sandbox.secret, PROJECT_ID)
        forbidden = refused(lambda inbox: inbox.leads(denied, first.id))
        foreign = refused(lambda inbox: inbox.sessions(access(sandbox.address, TROUBLE.id, sandbox.secret)))
    assert [dict(lead.fields) for lead in leads] == [{"name": "Anna", "email": "visitor1@example.com"}]
    assert forbidden.problem.code == "leads_forbidden"
    assert foreign.problem.code == "inbox_unknown"


def test_a_refusal_is_told_with_its_request() -> None:
    before = time.time()
    error = refusal(b'{"error":{"code":"DOWN","detail":"Down"}}', "503 Service Unavailable", "X-Request-Id: req-77")
    problem = error.problem
    assert (problem.status, problem.server_code, problem.detail) == (503, "DOWN", "Down")
    assert problem.request_id == "req-77"
    assert before - 1 < problem.asked_at <= time.time()


@pytest.mark.parametrize("body", [b'{"list of":"nothing"}', b"<html>", b'{"error":{"code":"NO","detail":"No"}}'])
def test_an_answer_that_is_no_list_is_told_with_its_request(body: bytes) -> None:
    problem = refusal(body, "200 OK", "X-Request-Id: req-78").problem
    assert problem.request_id == "req-78"
    assert problem.asked_at > 0


def test_nobody_there_is_told_with_the_time_alone() -> None:
    with FakeServer(answering("200 OK", b"")) as gone:
        address = gone.address
    problem = refused(lambda inbox: inbox.sessions(access(address))).problem
    assert problem.request_id == ""
    assert problem.asked_at > 0
