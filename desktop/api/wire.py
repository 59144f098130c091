"""JSON of the server to values of ours, for any bytes at all: what cannot be used comes out as `Skipped`.

The trap: the fast reader refuses lone surrogates, and a character may be split over two deltas, so a line is bad only
after the slow reader has refused it too. Halves of characters stay in deltas alone, where the reducer joins them.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Final, get_args

import msgspec

from desktop.api import redact
from desktop.api.sse import BOM, excerpt
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
from desktop.core.events import DataEvent, Decodable, Event, Json, Skipped, TextDelta, WireEvent
from desktop.core.json_text import strict_json
from desktop.core.text import well_formed, well_formed_json

MAX_DEPTH: Final = 200
"""Levels of nesting; deeper values could be read here and then break whoever walks them with less stack to spare."""
MAX_DETAIL: Final = 1000
_DATA: Final = "data-"
_DECODER: Final = msgspec.json.Decoder(Decodable)
_KINDS: Final[dict[str, type[WireEvent]]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Decodable)}
_DELTAS: Final = {"text-delta": "delta", "reasoning-delta": "delta", "tool-input-delta": "inputTextDelta"}
_BY_STATUS: Final = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    408: "request_timeout",
    409: "conflict",
    413: "message_too_large",
    422: "not_accepted",
    429: "rate_limited",
    502: "bad_gateway",
    503: "unavailable",
    504: "gateway_timeout",
}
_WITH_WAIT: Final = {"rate_limited": "rate_limited_for", "unavailable": "unavailable_for"}
_PASSING: Final = frozenset({408, 409, 429})
"""Refusals below 500 that the same message may not meet again."""
_SAID_BY_STATUS: Final = frozenset({401, 404, 429, 503})
"""What these mean holds also when a web page comes with them."""
_BY_SERVER_CODE: Final = {
    "BAD_REQUEST": 400,
    "UNAUTHORIZED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "PROJECT_NOT_FOUND": 404,
    "INTERNAL_SERVER_ERROR": 500,
}
_LONGEST_WAIT: Final = 86_400.0


def decode(data: bytes) -> Event:
    """The event that the data of one SSE event stands for. Never raises."""
    try:
        event: Decodable = _DECODER.decode(data)
    except (ValueError, RecursionError):
        return _decode_slowly(data)
    if event.__class__ is TextDelta or data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return event
    return _decode_slowly(data)


def answer(body: bytes) -> tuple[str, str] | None:
    """The answer and the session id ("" when there is none) of a JSON answer; None for everything else."""
    whole = _json(body)
    if not isinstance(whole, dict):
        return None
    inner = whole.get("data")
    for found in (inner, whole):
        text = found.get("answer") if isinstance(found, dict) else None
        if isinstance(found, dict) and isinstance(text, str):
            session = found.get("session_id")
            return well_formed(text), well_formed(session) if isinstance(session, str) else ""
    return None


def json_value(body: bytes) -> Json:
    """The JSON value of a body; None for what is no JSON, or nested too deeply to be walked through."""
    value = _json(body)
    return None if value is _NOTHING or _too_deep(value) else value


def is_web_page(body: bytes) -> bool:
    """Whether the body is marked up: a page of a proxy, a sign-in page, a page that says what is wrong."""
    return body.removeprefix(BOM).lstrip().startswith(b"<")


def is_error(body: bytes) -> bool:
    """Whether the body is the error envelope."""
    whole = _json(body)
    return isinstance(whole, dict) and isinstance(whole.get("error"), dict | str)


def problem(status: int, retry_after: str, body: bytes, *, secret: Secret, now: float) -> Problem:
    """What an answer that is no answer says. `retry_after` is that header, `now` in seconds since the epoch.

    The status decides; with a 2xx it is the envelope's own code. The detail is quoted from JSON or plain text, never
    from a web page, and the secret is masked in it.
    """
    detail, server_code = _detail(body)
    detail, server_code = (redact.scrub(well_formed(text), secret) for text in (detail, server_code))
    wait = _wait(retry_after, now)
    meant = _BY_SERVER_CODE.get(server_code.upper(), status) if 200 <= status < 300 else status
    is_foreign = meant >= 400 and meant not in _SAID_BY_STATUS and is_web_page(body)
    code = "html_refusal" if is_foreign else _code(meant)
    params = {"status": str(status)} if code in ("server_refused", "html_refusal") else {}
    if code in _WITH_WAIT and wait >= 0:
        code, params = _WITH_WAIT[code], {"seconds": f"{wait:.0f}"}
    retryable = meant in _PASSING or meant >= 500
    return Problem(code, params, detail[:MAX_DETAIL], status, server_code[:100], retryable, wait)


def _decode_slowly(data: bytes) -> Event:
    value = _json(data)
    if value is _NOTHING or _too_deep(value):
        return Skipped("not_json", excerpt(data))
    if not isinstance(value, dict) or not isinstance(kind := value.get("type"), str):
        return Skipped("not_an_object", excerpt(data))
    clean = {well_formed(name): well_formed_json(member) for name, member in value.items()}
    if kind.startswith(_DATA):
        return _data_event(clean)
    if kind not in _KINDS:
        return Skipped("unknown_type", excerpt(data))
    if kind in _DELTAS and _DELTAS[kind] in value:
        clean[_DELTAS[kind]] = value[_DELTAS[kind]]
    try:
        return msgspec.convert(clean, _KINDS[kind])  # type: ignore[return-value]  # all of them are events
    except msgspec.ValidationError:
        return Skipped("ill_formed", excerpt(data))


def _data_event(value: dict[str, Json]) -> DataEvent:
    identity = value.get("id")
    return DataEvent(
        name=str(value["type"]).removeprefix(_DATA),
        data=value.get("data"),
        id=identity if isinstance(identity, str) else None,
        transient=value.get("transient") is True,
    )


_NOTHING: Final = object()


def _json(data: bytes) -> Json:
    """The JSON value of some bytes, or `_NOTHING`; null is a value."""
    try:
        return strict_json(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    except ValueError:
        return _NOTHING


def _too_deep(value: Json) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _code(status: int) -> str:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return "redirected"
    return "server_failed" if status >= 500 else "server_refused"


def _detail(body: bytes) -> tuple[str, str]:
    """What the server says for people, and its own code."""
    whole = _json(body)
    if not isinstance(whole, dict):
        return _plain_text(body) if whole is _NOTHING else "", ""
    error = whole.get("error")
    inner = error if isinstance(error, dict) else {}
    code = inner.get("code")
    said = (inner.get("detail"), error, whole.get("detail"), code, whole.get("message"))
    detail = next((text for text in said if isinstance(text, str) and text.strip()), "")
    return detail.strip(), code if isinstance(code, str) else ""


def _plain_text(body: bytes) -> str:
    """A body as a sentence; empty for a web page, broken JSON and bytes that are no text."""
    text = " ".join(body.decode("utf-8", "replace").split())
    is_prose = text.isprintable() and "\ufffd" not in text and not text.startswith(("<", "{", "["))
    return text if is_prose else ""


def _wait(retry_after: str, now: float) -> float:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3: seconds or a date), at most a day; -1 for none."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(value).timestamp() - now
    except (ValueError, OverflowError):
        return -1.0
    return min(max(seconds, 0.0), _LONGEST_WAIT)
