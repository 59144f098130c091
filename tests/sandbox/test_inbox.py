"""The inbox of the sandbox: each container by name, pages, refusals, leads as documented."""

from collections.abc import Callable
from datetime import datetime

import pytest

from desktop.sandbox import bots
from desktop.sandbox.inbox import MESSAGES_PAGE, PAGE, SHAPES
from desktop.sandbox.visitors import VISITS
from tests.sandbox.conftest import Caller

SESSIONS = f"/v1/ai-agent/inbox/sessions/{bots.ORDER_DESK.id}"
CHATS = f"/v1/ai-agent/inbox/chats/{bots.ORDER_DESK.id}"
LEADS = f"/v1/ai-agent/leads/{bots.PROJECT_ID}"
INSIDE: dict[str, Callable[[object], object]] = {
    "array": lambda body: body,
    "sessions": lambda body: body["sessions"],  # type: ignore[index]  # a body that was JSON
    "data": lambda body: body["data"],  # type: ignore[index]  # a body that was JSON
    "nested": lambda body: body["data"]["sessions"],  # type: ignore[index]  # a body that was JSON
}


@pytest.mark.parametrize("shape", INSIDE)
def test_sessions_come_in_each_container(caller: Caller, shape: str) -> None:
    items = INSIDE[shape](caller.client.get(SESSIONS, params={"shape": shape}).json())
    assert isinstance(items, list)
    assert len(items) == (PAGE if shape == "nested" else 30)
    assert items[0]["session_id"] == VISITS[0].id
    assert items[0]["last_message_direction"] == "user"
    assert items[1]["last_message"] == VISITS[1].lines[-1][1]
    times = [datetime.fromisoformat(item["last_message_time"]) for item in items]
    assert times == sorted(times, reverse=True)


def test_pages_are_asked_for_by_their_token(caller: Caller) -> None:
    found: list[str] = []
    token: str | None = ""
    pages = 0
    while token is not None:
        page = caller.client.get(SESSIONS, params={"nextPageToken": token}).json()["data"]
        found += [item["session_id"] for item in page["sessions"]]
        token, pages = page["next_page_token"], pages + 1
    assert found == [visit.id for visit in VISITS]
    assert pages == 3


def test_a_long_session_has_pages_too(caller: Caller) -> None:
    longest = max(VISITS, key=lambda visit: len(visit.lines))
    page = caller.client.get(f"{CHATS}/{longest.id}").json()["data"]
    assert len(page["messages"]) == MESSAGES_PAGE
    assert page["next_page_token"]


def test_messages_have_attachments_and_what_tools_said(caller: Caller) -> None:
    messages = caller.client.get(f"{CHATS}/{VISITS[0].id}").json()["data"]["messages"]
    assert [message["role"] for message in messages] == ["user", "tool", "assistant", "user"]
    pictured = next(visit for visit in VISITS if visit.picture)
    first = caller.client.get(f"{CHATS}/{pictured.id}").json()["data"]["messages"][0]
    assert first["attachments"] == [{"url": pictured.picture, "mime_type": "image/jpeg"}]


def test_the_writer_tells_it_the_other_way(caller: Caller) -> None:
    messages = caller.client.get(f"/v1/ai-agent/inbox/chats/{bots.WRITER.id}/{VISITS[0].id}").json()
    assert [message["direction"] for message in messages] == ["inbound", "tool", "outbound", "inbound"]
    assert datetime.fromisoformat(messages[0]["created_at"]).tzinfo is None


def test_leads_are_those_of_the_session(caller: Caller) -> None:
    def rows(**query: str) -> list[object]:
        body = caller.client.get(f"{LEADS}/{bots.ORDER_DESK.id}", params=query).json()
        found: list[object] = body["data"]["report"]["rows"]
        return found

    assert len(rows()) == 3
    assert len(rows(sessionId=VISITS[10].id)) == 1
    assert rows(sessionId=VISITS[1].id) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{SESSIONS}?shape=forbidden", 403),
        (f"{SESSIONS}?shape=round", 400),
        (f"{SESSIONS}nobody", 404),
        (f"{CHATS}/{VISITS[0].id}?shape=forbidden", 403),
        (f"{CHATS}/nobody", 404),
        (f"{LEADS}/{bots.CONCIERGE.id}", 403),
        (f"/v1/ai-agent/leads/1/{bots.ORDER_DESK.id}", 403),
    ],
)
def test_refusals(caller: Caller, path: str, status: int) -> None:
    response = caller.client.get(path)
    assert response.status_code == status
    assert response.json()["error"]["code"]


@pytest.mark.parametrize("path", [SESSIONS, f"{CHATS}/{VISITS[0].id}", f"{LEADS}/{bots.ORDER_DESK.id}"])
def test_nobody_gets_in_without_the_key(caller: Caller, path: str) -> None:
    assert caller.client.get(path, headers={"authorization": "Bearer other"}).status_code == 401


def test_an_empty_one_and_one_that_nobody_knows(caller: Caller) -> None:
    assert caller.client.get(SESSIONS, params={"shape": "empty"}).json() == {"sessions": []}
    unknown = caller.client.get(f"/v1/ai-agent/inbox/sessions/{bots.TROUBLE.id}").json()
    assert "result" in unknown
    assert set(INSIDE) < set(SHAPES)
