"""Where the secret of a profile is kept, as a value for the window; it tells about the secret and never holds it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

from desktop.core.errors import Problem

_SAID: Final = frozenset({"session_only", "session_chosen"})


class PlaceKind(StrEnum):
    """KEYRING: kept for good. SESSION: until the program ends. NONE: there is no secret. WAITING: not known yet."""

    KEYRING = "keyring"
    SESSION = "session"
    NONE = "none"
    WAITING = "waiting"


class SecretPlace(Struct, frozen=True):
    """`name` is the plain name of the keyring, empty when there is none; with NONE, where a new secret would go.

    `hint` is `Secret.hint`, empty when there is no secret. `problem` says why the keyring is not used.
    """

    kind: PlaceKind
    name: str = ""
    hint: str = ""
    problem: Problem | None = None

    @property
    def news(self) -> Problem | None:
        """Why the keyring is not used, where whoever gave the secret was not told so before."""
        return None if self.problem is None or self.problem.code in _SAID else self.problem
