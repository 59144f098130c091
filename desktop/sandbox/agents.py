"""The list of chatbots and their pictures.

Documented is the path alone, and in words what is told of a chatbot; names of members and the container are guesses, so
each container that was ever seen or supposed can be asked for: `?shape=rows`, or `/shapes/rows` before the path, which
an address of a profile can have.
"""

import struct
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from desktop.sandbox import request as requests
from desktop.sandbox.bots import BOTS, PROJECT_ID, Bot
from desktop.sandbox.script import Page

_Item = dict[str, Any]
_Body = dict[str, Any] | list[Any]
_PAGE: Final = 2
_SIDE: Final = 96
_COLOURS: Final = ((59, 91, 219), (29, 117, 67), (138, 87, 0), (132, 49, 168))
_CHUNK: Final = b"\x89" * 65536


def _in(name: str) -> Callable[[list[_Item]], _Body]:
    return lambda items: {"message": "Success", name: items}


SHAPES: Final[dict[str, Callable[[list[_Item]], _Body]]] = {
    "bare": list,
    **{name: _in(name) for name in ("data", "chatbots", "agents", "items", "rows", "list", "results", "projects")},
    "data-chatbots": lambda items: {"message": "Success", "data": {"chatbots": items}},
    "report": lambda items: {"message": "Success", "data": {"report": {"rows": items, "next_page_token": None}}},
    "one": lambda items: {"message": "Success", "data": items[0]},
    "empty": lambda _items: {"message": "Success", "data": []},
    "string": lambda _items: {"message": "Success", "data": "agent_12345"},
    "other": lambda _items: {"message": "Success", "data": {"total": 4, "plan": "trial"}},
}
"""Answers of status 200; `pages`, `html`, `forbidden` and `broken` are others."""


class Agents:
    """Without a secret any bearer token is let in."""

    def __init__(self, secret: str | None) -> None:
        self._secret = secret

    def routes(self) -> list[BaseRoute]:
        place = "/v1/ai-agent/chatbot/{project}"
        return [
            Route(place, self.list, methods=["GET"]),
            Route(f"/shapes/{{shape}}{place}", self.list, methods=["GET"]),
            Route("/avatars/{name}", self.avatar, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        if not requests.admitted(request.headers.get("authorization"), self._secret):
            return _page(requests.UNAUTHORIZED)
        shape = request.path_params.get("shape") or request.query_params.get("shape", "data")
        if request.path_params["project"] != PROJECT_ID or shape == "forbidden":
            return _page(requests.FORBIDDEN)
        items = [_item(bot, str(request.base_url)) for bot in BOTS]
        match shape:
            case "html":
                return Response("<!doctype html><title>Sign in</title>", media_type="text/html")
            case "broken":
                return Response(msgspec.json.encode({"data": items})[:-40], media_type="application/json")
            case "pages":
                return _json(_one_page(items, request.query_params.get("nextPageToken", "")))
            case _ if shape in SHAPES:
                return _json(SHAPES[shape](items))
            case _:
                return _page(requests.BAD_REQUEST)

    async def avatar(self, request: Request) -> Response:
        """A picture for each chatbot; `html` and `endless` are what a picture must not be."""
        name = request.path_params["name"]
        if name == "html":
            return Response("<!doctype html><title>No picture</title>", media_type="image/png")
        if name == "endless":
            return StreamingResponse(_endless(request), media_type="image/png")
        number = next((number for number, bot in enumerate(BOTS) if name == f"{bot.id}.png"), None)
        if number is None:
            return _page(requests.PATH_NOT_FOUND)
        return Response(picture(_COLOURS[number % len(_COLOURS)], _SIDE), media_type="image/png")


def _item(bot: Bot, address: str) -> _Item:
    return {
        "chatbot_id": bot.id,
        "name": bot.name,
        "description": bot.description,
        "type": 2,
        "access_type": 0,
        "avatar_url": f"{address.rstrip('/')}/avatars/{bot.id}.png",
        "llm_source": 1,
        "language": "en",
        "readiness_status": "Ready",
        "created_at": "2025-01-15 10:30:00",
    }


def _one_page(items: list[_Item], token: str) -> _Body:
    at = int(token) if token.isdigit() else 0
    following = str(at + _PAGE) if at + _PAGE < len(items) else ""
    return {"message": "Success", "data": {"chatbots": items[at : at + _PAGE], "next_page_token": following}}


def picture(colour: tuple[int, int, int], side: int) -> bytes:
    """A PNG of one colour with a lighter disc in its middle (PNG specification, 5 and 11)."""
    light = tuple((value + 255) // 2 for value in colour)
    lines = []
    for y in range(side):
        inside = [(x - side / 2) ** 2 + (y - side / 2) ** 2 < (side / 4) ** 2 for x in range(side)]
        lines.append(b"\0" + b"".join(bytes(light if disc else colour) for disc in inside))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


async def _endless(request: Request) -> AsyncIterator[bytes]:
    """Begins as a picture does, and never ends before the client leaves."""
    yield picture(_COLOURS[0], _SIDE)[:64]
    while not await request.is_disconnected():
        yield _CHUNK


def _json(body: _Body) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json")


def _page(page: Page) -> Response:
    return Response(page.body, page.status, dict(page.headers) | {"content-type": page.media_type})
