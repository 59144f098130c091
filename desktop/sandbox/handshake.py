"""The handshake endpoint: hands out tokens that open the chat endpoints, and says how the chatbots like to be met.

Its path is ours, since the service documents none. What a test or a person wants to see go wrong is named in the query:
`?case=...` (see `CASES`), and `?uses=2` for a token that is refused after so many messages.
"""

import base64
import secrets
from collections.abc import Callable
from typing import Final

import msgspec

from desktop.sandbox import faults
from desktop.sandbox import request as requests
from desktop.sandbox.bots import BOTS, PROJECT_ID, STARTERS, Bot
from desktop.sandbox.script import Page

PATH: Final = "/sandbox/handshake"
COLOUR: Final = "#2563EB"
GREETINGS: Final = {
    "Concierge": "Welcome! Ask me what this app can do.",
    "Order desk": "Hello! Do you have an order number at hand?",
    "Writer": "What shall I write for you?",
    "Trouble": "Name a fault, and it happens.",
}
LOADER_TEXTS: Final = ("Understanding your question", "Looking through the documents", "Putting the answer together")


class _Body(msgspec.Struct, frozen=True):
    chatbot_id: str
    project_id: str
    version: float


class Tokens:
    """The tokens that are out, and for how many more messages each is good."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}

    def issue(self, uses: int) -> str:
        """Looks like the tokens of the service: three parts, of which the last is the secret one."""
        head, claims = (_part({"alg": "HS256", "typ": "JWT"}), _part({"aud": PROJECT_ID}))
        token = f"{head}.{claims}.{secrets.token_urlsafe(32)}"
        self._left[token] = uses
        return token

    def admit(self, authorization: str | None) -> bool:
        """Whether this Authorization header holds a token that is still good; each time it is good once less."""
        scheme, _, token = (authorization or "").partition(" ")
        left = self._left.get(token.strip(), 0) if scheme.lower() == "bearer" else 0
        if left > 0:
            self._left[token.strip()] = left - 1
        return left > 0


def answer(body: bytes, case: str, uses: int, authorization: str | None, secret: str | None, tokens: Tokens) -> Page:
    """The answer to a handshake; `secret` is only asked for in the case `key`."""
    try:
        asked = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return requests.BAD_REQUEST
    if asked.project_id != PROJECT_ID or asked.version != 2:
        return requests.BAD_REQUEST
    if all(bot.id != asked.chatbot_id for bot in BOTS):
        return requests.CHATBOT_NOT_FOUND
    if case == "key" and not requests.admitted(authorization, secret):
        return requests.UNAUTHORIZED
    if case in REFUSALS:
        return REFUSALS[case]
    data = _data(tokens.issue(uses))
    return Page(200, msgspec.json.encode(CASES.get(case, _enveloped)(data)))


def _part(value: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()


def _data(token: str) -> dict[str, object]:
    return {
        "token": token,
        "chatbots": [_bot(bot, order) for order, bot in reversed(list(enumerate(BOTS)))],
        "widget": {
            "header": {
                "title": "Hello there 👋",
                "subtitle": "How can I help you today?",
                "chat_tab_label": "Chat",
                "input_placeholder": "Type your question here…",
                "download_transcript_label": "Download Transcript",
                "end_session_label": "End Chat Session",
            },
            "branding": {
                "theme_mode": 0,
                "theme_color": COLOUR,
                "show_powered_by": True,
                "widget_position": "bottom-right",
                "brand_name": "Sandbox",
            },
            "behaviour": {"open_on_page_load": False, "close_after_time": 60, "enable_sources": True},
            "loader": {"loader_texts": list(LOADER_TEXTS), "enable_loader": True},
            "reset_modal": {"reset_chat_modal_title": "Reset Chat"},
        },
    }


def _bot(bot: Bot, order: int) -> dict[str, object]:
    return {
        "chatbot_id": bot.id,
        "agent_name": bot.name,
        "agent_type": "Public",
        "description": bot.description,
        "avatar_image_path": "https://example.com/avatars/general/6.jpg",
        "greeting": GREETINGS[bot.name],
        "sort_order": order,
        "quick_questions": list(STARTERS[bot.id]),
        "lead_capture": {"form_title": None, "form_subtitle": None, "submit_button_text": None},
    }


def _enveloped(data: dict[str, object]) -> object:
    return {"message": "Widget handshake completed successfully", "data": data}


def _bare(data: dict[str, object]) -> object:
    return data


def _only_token(data: dict[str, object]) -> object:
    return {"data": {"token": data["token"]}}


def _odd(data: dict[str, object]) -> object:
    """Everything but the token is of another type than documented."""
    widget = {
        "header": [],
        "branding": {"theme_color": 0x2563EB},
        "loader": {"loader_texts": "Thinking", "enable_loader": "yes"},
    }
    return {"message": 7, "data": {"token": data["token"], "chatbots": {"0": None}, "widget": widget}}


def _objects(data: dict[str, object]) -> object:
    """Quick questions as objects, and the only chatbot under another id."""
    bot = {
        "chatbot_id": "agent_12345",
        "greeting": "Hello from agent_12345",
        "quick_questions": [{"question": "Are you there?"}, {"id": 3}, None, "And now?", "And now?"],
    }
    return _enveloped(data | {"chatbots": [None, bot]})


def _no_token(data: dict[str, object]) -> object:
    return _enveloped(data | {"token": None})


CASES: Final[dict[str, Callable[[dict[str, object]], object]]] = {
    "": _enveloped,
    "key": _enveloped,
    "bare": _bare,
    "token": _only_token,
    "odd": _odd,
    "objects": _objects,
    "no-token": _no_token,
}
REFUSALS: Final = {
    "unauthorized": requests.UNAUTHORIZED,
    "forbidden": requests.FORBIDDEN,
    "missing": requests.PATH_NOT_FOUND,
    "error": requests.SERVER_ERROR,
    "html": Page(200, faults.SIGN_IN, "text/html; charset=utf-8"),
    "empty": Page(200, b""),
    "array": Page(200, b"[]"),
}
