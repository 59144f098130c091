"""Headers, bodies and log records without what must not be written down.

The trap: a server may echo the secret, so what it answers is cleaned as well as what was sent.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

from desktop.core.chatbot import Secret

MASK: Final = "[redacted]"
_TELLING: Final = 4
"""Fewer characters of a secret than this say nothing, and stand in many a text."""
_HEADERS: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "authentication-info", "location"}
)
_TELLTALE: Final = re.compile("token|secret|auth|cookie|passw|credential|signature|session|api-?key", re.IGNORECASE)
"""What the name of a header that grants access is likely to hold."""
_MEMBERS: Final = re.compile(
    r"""("(?:[a-z_]*(?:token|secret|password|api_?key)|authorization)"\s*:\s*)"(?:[^"\\]|\\.)*("|\\?\Z)""",
    re.IGNORECASE | re.DOTALL,
)


def scrub(text: str, secret: Secret) -> str:
    """The text with every occurrence of the secret masked."""
    value = secret.reveal()
    return text.replace(value, MASK) if value else text


def scrub_cut(text: str, secret: Secret) -> str:
    """`scrub` for a text that may have been cut in the middle of the secret: what there is of it is masked too."""
    text, value = scrub(text, secret), secret.reveal()
    lengths = range(min(len(value), len(text)), _TELLING - 1, -1)
    shown = next((length for length in lengths if text.endswith(value[:length])), 0)
    return text[: len(text) - shown] + MASK if shown else text


def safe_headers(headers: Iterable[tuple[str, str]], secret: Secret) -> tuple[tuple[str, str], ...]:
    """Headers fit to be kept: names stay, values that grant access or name another place do not."""
    return tuple((name, MASK if _grants_access(name) else scrub(value, secret)) for name, value in headers)


def _grants_access(name: str) -> bool:
    return name.lower() in _HEADERS or _TELLTALE.search(name) is not None


def safe_body(body: bytes, secret: Secret, length: int = 2000) -> str:
    """The start of a body, fit to be kept: the secret is masked, and so are JSON members that hold keys of any kind."""
    text = scrub(body.decode("utf-8", "replace"), secret)
    return _MEMBERS.sub(rf'\1"{MASK}"', text)[:length]


class SecretFilter(logging.Filter):
    """The second lock: masks the registered secrets in every record. Belongs on handlers, not on loggers."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: frozenset[Secret] = frozenset()

    def register(self, secret: Secret) -> None:
        """The set is replaced, not changed: other threads may be writing to the log, and go through it right now."""
        self._secrets |= {secret}

    def filter(self, record: logging.LogRecord) -> bool:
        message = _message(record)
        if (clean := self._clean(message)) != message:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = self._clean(record.exc_text) if record.exc_text else None
        record.stack_info = self._clean(record.stack_info) if record.stack_info else None
        return True

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = scrub(text, secret)
        return text


def _message(record: logging.LogRecord) -> str:
    """The message. One whose arguments do not fit is shown without them: `logging` would print them as they are."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        record.msg, record.args = f"{record.msg} (with arguments that do not fit)", ()
        return record.getMessage()
