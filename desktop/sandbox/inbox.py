"""The inbox and the leads as endpoints. No page shows an inbox answer, so each chatbot answers in a form of its own.

`?shape=` asks for another one: `array`, `sessions`, `data`, `nested` (with pages), and for what goes wrong `unknown`,
`forbidden` and `empty`. Leads are as documented. Source: Robofy API, "List Leads"; for the members of a session the
public repository SecureCleaning/securecleaning.
"""

import time
from datetime import UTC, datetime
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desktop.sandbox import request as requests
from desktop.sandbox.bots import CONCIERGE, ORDER_DESK, PROJECT_ID, TROUBLE, WRITER
from desktop.sandbox.script import Page
from desktop.sandbox.visitors import ANSWER, TOOL, VISITOR, VISITS, Visit, find_visit

Item = dict[str, object]

PAGE: Final = 12
MESSAGES_PAGE: Final = 25
SHAPES: Final = ("array", "sessions", "data", "nested", "unknown", "forbidden", "empty")
_USUAL: Final = {CONCIERGE.id: "sessions", ORDER_DESK.id: "nested", WRITER.id: "array", TROUBLE.id: "unknown"}
_DIRECTIONS: Final = {VISITOR: "inbound", ANSWER: "outbound", TOOL: TOOL}
_SECONDS_APART: Final = 40


class InboxEndpoints:
    """`secret` as in the chat endpoints: without one any bearer token is let in."""

    def __init__(self, secret: str | None) -> None:
        self._secret = secret

    async def sessions(self, request: Request) -> Response:
        chatbot = request.path_params["chatbot"]
        shape = _shape(request, chatbot)
        if refusal := self._refusal(request, chatbot, shape):
            return _answer(refusal)
        zoned = chatbot != WRITER.id
        return _listed("sessions", [_session(visit, zoned=zoned) for visit in VISITS], shape, request, PAGE)

    async def messages(self, request: Request) -> Response:
        chatbot, visit = request.path_params["chatbot"], find_visit(request.path_params["session"])
        shape = _shape(request, chatbot)
        if refusal := self._refusal(request, chatbot, shape):
            return _answer(refusal)
        if visit is None:
            return _answer(requests.PATH_NOT_FOUND)
        items = _messages(visit, plain=chatbot == WRITER.id)
        return _listed("messages", items, shape, request, MESSAGES_PAGE)

    async def leads(self, request: Request) -> Response:
        chatbot = request.path_params["chatbot"]
        refusal = self._refusal(request, chatbot, _shape(request, chatbot, "nested"))
        if refusal or chatbot == CONCIERGE.id or request.path_params["project"] != PROJECT_ID:
            return _answer(refusal or requests.FORBIDDEN)
        wanted = request.query_params.get("sessionId")
        rows = [_lead(visit) for visit in VISITS if visit.lead and wanted in (None, visit.id)]
        columns = ["id", "created_at", "source", "page_url", "ip_address", "lead_data"]
        report = {"columns": columns, "rows": rows, "next_page_token": None}
        return _json({"message": "Leads retrieved successfully.", "data": {"report": report}})

    def _refusal(self, request: Request, chatbot: str, shape: str) -> Page | None:
        if not requests.admitted(request.headers.get("authorization"), self._secret):
            return requests.UNAUTHORIZED
        if chatbot not in _USUAL:
            return requests.CHATBOT_NOT_FOUND
        if shape not in SHAPES:
            return requests.BAD_REQUEST
        return requests.FORBIDDEN if shape == "forbidden" else None


def _shape(request: Request, chatbot: str, usual: str = "") -> str:
    return request.query_params.get("shape") or usual or _USUAL.get(chatbot, "")


def _listed(name: str, items: list[Item], shape: str, request: Request, size: int) -> Response:
    """The items in their container; the nested one has pages."""
    match shape:
        case "array":
            return _json(items)
        case "data":
            return _json({"message": "Success", "data": items})
        case "nested":
            return _paged(name, items, request.query_params.get("nextPageToken", ""), size)
        case "unknown":
            return _json({"status": "ok", "result": {"entries": [{"uid": 7, "visitor": "Anna"}], "total": len(items)}})
        case _:
            return _json({name: [] if shape == "empty" else items})


def _paged(name: str, items: list[Item], token: str, size: int) -> Response:
    start = int(token.removeprefix("from-")) if token.removeprefix("from-").isdecimal() else 0
    is_last = start + size >= len(items)
    page = {name: items[start : start + size], "next_page_token": None if is_last else f"from-{start + size}"}
    return _json({"message": "Success", "data": page})


def _session(visit: Visit, *, zoned: bool) -> Item:
    direction, words = visit.lines[-1]
    return {
        "session_id": visit.id,
        "user_profile_name": visit.name or None,
        "last_message": words,
        "last_message_time": _when(visit.ago, zoned=zoned),
        "last_message_direction": direction,
        "website_url": visit.page,
    }


def _messages(visit: Visit, *, plain: bool) -> list[Item]:
    """`plain` is the other way in which it may be told: directions instead of roles, and times without a zone."""
    found = []
    for number, (who, words) in enumerate(visit.lines):
        ago = visit.ago + (len(visit.lines) - 1 - number) * _SECONDS_APART
        key = f"{visit.id[-4:]}m{number + 1:04d}"
        item: Item = {"id": key, "created_at": _when(ago, zoned=not plain), "message": words}
        item |= {"direction": _DIRECTIONS[who]} if plain else {"role": who}
        if visit.picture and number == 0:
            item["attachments"] = [{"url": visit.picture, "mime_type": "image/jpeg"}]
        found.append(item)
    return found


def _lead(visit: Visit) -> Item:
    kinds = {"email": "email"}
    data = [
        {"field_name": name, "field_type": kinds.get(name, "text"), "field_value": value}
        for name, value in visit.lead.items()
    ]
    return {
        "id": f"lead_{visit.id[-4:]}",
        "created_at": _when(visit.ago, zoned=False),
        "source": "chatbot",
        "page_url": visit.page,
        "ip_address": "192.0.2.1",
        "lead_data": data,
    }


def _when(ago: int, *, zoned: bool) -> str:
    at = datetime.fromtimestamp(time.time() - ago, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ" if zoned else "%Y-%m-%d %H:%M:%S")


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _answer(page: Page) -> Response:
    return Response(page.body, page.status, dict(page.headers), page.media_type)


def routes(secret: str | None) -> list[Route]:
    endpoints = InboxEndpoints(secret)
    return [
        Route("/v1/ai-agent/inbox/sessions/{chatbot}", endpoints.sessions, methods=["GET"]),
        Route("/v1/ai-agent/inbox/chats/{chatbot}/{session}", endpoints.messages, methods=["GET"]),
        Route("/v1/ai-agent/leads/{project}/{chatbot}", endpoints.leads, methods=["GET"]),
    ]
