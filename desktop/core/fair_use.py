"""The documented fair use of the service as arithmetic: 30 messages a minute and 5,000 a day for an account.

Source: Robofy, "Fair use policy". What the service does beyond that is not documented. Times are in seconds on a clock
that never runs backwards.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from desktop.core.chatbot import SANDBOX_PROFILE, Profile, origin

A_MINUTE: Final = 30
A_DAY: Final = 5_000
_MINUTE: Final = 60.0
_DAY: Final = 86_400.0


def account_of(profile: Profile) -> str:
    """What counts as one account: a project at an origin. Empty for the sandbox, which allows everything."""
    return "" if profile.id == SANDBOX_PROFILE else f"{origin(profile.address)} {profile.project_id}"


class Sent:
    """When the messages of one account were sent, as far as that still counts."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def wait(self, now: float, before: int = 0) -> float:
        """Seconds until one more is allowed after the `before` ones that are waiting already; 0 when it is now."""
        rounds, place = divmod(before, A_MINUTE)
        is_free = len(self._times) + place < A_MINUTE
        wait = 0.0 if is_free else max(0.0, self._times[place - A_MINUTE] + _MINUTE - now)
        return wait + rounds * _MINUTE

    def note(self, now: float) -> int:
        """One more was sent; how many that makes in the last 24 hours."""
        while self._times and self._times[0] <= now - _DAY:
            self._times.popleft()
        self._times.append(now)
        return len(self._times)
