"""The settings of how the program lives on a desktop: tray, notifications, updates, and what the log tells."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

DETAILED_LOG_LASTS: Final = 24 * 3600.0
"""Seconds after which a log with message texts is a log without them again."""


class DesktopSettings(Struct, frozen=True):
    """`tray` keeps the program running when its window is closed; `tray_explained` once somebody was told so.

    A notification says whose reply ended; with `notify_text` also what is in it.
    """

    tray: bool = False
    tray_explained: bool = False
    notify: bool = True
    notify_text: bool = False


class UpdateSettings(Struct, frozen=True):
    """Where new versions are announced, and the minisign public key that must have signed it. No feed, no request.

    `daily` looks once a day without being asked. `issued` is the newest feed that was seen, in seconds since the epoch:
    an older one is a replay. `checked` is when somebody looked last, `skipped` a version that the user does not want to
    hear of again, and `started` the version that was started last, empty before the first start.
    """

    daily: bool = False
    feed: str = ""
    key: str = ""
    issued: Annotated[int, Meta(ge=0)] = 0
    checked: Annotated[float, Meta(ge=0)] = 0.0
    skipped: str = ""
    started: str = ""


class LogSettings(Struct, frozen=True):
    """`detailed_since` is when message texts began to be logged, in seconds since the epoch; 0 when they are not."""

    detailed_since: Annotated[float, Meta(ge=0)] = 0.0

    def is_detailed(self, now: float) -> bool:
        """Whether message texts go to the log; a clock that was set back ends it, too."""
        return bool(self.detailed_since) and 0 <= now - self.detailed_since < DETAILED_LOG_LASTS
