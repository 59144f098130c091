"""How the test of a connection went, in what a person wants to know: who answered, how fast, or what to change."""

from __future__ import annotations

from msgspec import Struct

from desktop.core.errors import Problem


class ConnectionResult(Struct, frozen=True):
    """`seconds` is the time to the end of the answer; `excerpt` is the beginning of it, on one line.

    `field` is the field of the profile that most likely has to change: address, project_id, chatbot_id or secret;
    empty when none would help.
    """

    ok: bool
    chatbot_name: str
    seconds: float
    excerpt: str = ""
    problem: Problem | None = None
    field: str = ""
