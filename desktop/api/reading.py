"""What is read from the service beside the replies, as JSON.

The trap: the sentences of a reply speak of messages that were sent and text that is kept; here nothing was sent, so
some errors get words of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from msgspec.structs import replace

from desktop.api import whole_answer, wire
from desktop.api.inbox_body import unknown
from desktop.api.ways import Ways
from desktop.core.chatbot import Profile, Secret, clean_secret
from desktop.core.errors import NetworkError, Problem, ProtocolError, ServerError
from desktop.core.events import Json
from desktop.core.json_text import strict_json

_T = TypeVar("_T")
_Error = TypeVar("_Error", NetworkError, ServerError)
_WORDS: Final = {
    "first_byte_timeout": "read_timeout",
    "silence_timeout": "read_timeout",
    "connection_lost": "read_lost",
    "unauthorized": "read_unauthorized",
}


class Reading:
    """By the same ways as the replies."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    async def get(
        self, profile: Profile, secret: Secret, path: str, query: Mapping[str, str], read: Callable[[Json], _T]
    ) -> _T:
        """What `read` makes of the answer. Raises ProfileError, NetworkError, ServerError, ProtocolError."""
        secret = clean_secret(secret.reveal())

        def come(_status: int, body: bytes) -> _T:
            return read(_json(body, secret))

        try:
            return await whole_answer.get(self._ways, profile, secret, path, query, come)
        except NetworkError as error:
            raise reworded(error) from error
        except ServerError as error:
            raise reworded(error) from error


def reworded(error: _Error) -> _Error:
    """The same error, in words for what was only read."""
    code = error.problem.code
    return type(error)(replace(error.problem, code=_WORDS.get(code, code)))


def _json(body: bytes, secret: Secret) -> Json:
    text = body.decode("utf-8", "replace").removeprefix("\ufeff").strip()
    if text.startswith("<"):
        raise ProtocolError(Problem("html_answer", retryable=True))
    if wire.is_error(body):
        raise ServerError(wire.problem(200, "", body, secret=secret, now=0))
    try:
        return strict_json(text)
    except ValueError:
        raise unknown(text) from None
