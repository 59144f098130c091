"""The headers of what we ask: the same for every request, but for what is sent, accepted and shown as a key.

The trap: they are what a server, a proxy and a log see of us, so there is one place that says what that is.
"""

from __future__ import annotations

from typing import Final

from desktop import __version__
from desktop.core.chatbot import Secret

JSON: Final = "application/json"
_NO_KEY: Final = Secret("")


def headers(*, accept: str = JSON, secret: Secret = _NO_KEY, content: str = "") -> dict[str, str]:
    """`content` is the type of the body, where there is one. An empty secret is not sent."""
    authorization = {"Authorization": f"Bearer {secret.reveal()}"} if secret.reveal() else {}
    return {
        **authorization,
        **({"Content-Type": content} if content else {}),
        "Accept": accept,
        # Compressed without a flush after each event, text would be held back to the end.
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": f"robofy-desktop/{__version__}",
    }
