"""Settings: sections with their defaults and ranges. Every field has a default, so an old file still reads."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from desktop.core.desktop_settings import DesktopSettings, LogSettings, UpdateSettings
from desktop.core.proxy import ProxySettings

ZOOM_STEPS: Final = (50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300)
"""In percent; the same as in browsers."""
LEAST_ZOOM: Final = ZOOM_STEPS[0]
MOST_ZOOM: Final = ZOOM_STEPS[-1]


class ThemeChoice(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


class SendKey(StrEnum):
    """What sends the message; the other one makes a new line."""

    ENTER = "enter"
    CTRL_ENTER = "ctrl-enter"


class ChatSettings(Struct, frozen=True):
    """`fair_use`: whether messages wait rather than be more in a minute than the service documents as fair."""

    streaming: bool = True
    send_key: SendKey = SendKey.ENTER
    fair_use: bool = True


class AppearanceSettings(Struct, frozen=True):
    """`zoom` is how large everything in the window is, in percent; `avatars` fetches and shows those of chatbots."""

    theme: ThemeChoice = ThemeChoice.SYSTEM
    zoom: Annotated[int, Meta(ge=50, le=300)] = 100
    avatars: bool = True


class NetworkSettings(Struct, frozen=True):
    """Time-outs in seconds: to connect, to the first byte of an answer, and between two reads of one.

    `ca_file` is the path of certificates (PEM) that are trusted besides those of the system.
    """

    connect: Annotated[float, Meta(ge=1, le=600)] = 10.0
    first_byte: Annotated[float, Meta(ge=1, le=3600)] = 120.0
    silence: Annotated[float, Meta(ge=1, le=3600)] = 60.0
    proxy: ProxySettings = ProxySettings()
    ca_file: str = ""


class RecordingSettings(Struct, frozen=True):
    """Whether replies are recorded as they come, and how much of that is kept: megabytes in all, and days."""

    keep: bool = True
    megabytes: Annotated[int, Meta(ge=1, le=100_000)] = 200
    days: Annotated[int, Meta(ge=1, le=3650)] = 30


class Settings(Struct, frozen=True):
    """All settings. `last_chatbot` is `profile id / chatbot id` of the last conversation that was begun."""

    chat: ChatSettings = ChatSettings()
    appearance: AppearanceSettings = AppearanceSettings()
    network: NetworkSettings = NetworkSettings()
    last_chatbot: str = ""
    recordings: RecordingSettings = RecordingSettings()
    desktop: DesktopSettings = DesktopSettings()
    updates: UpdateSettings = UpdateSettings()
    log: LogSettings = LogSettings()


def next_zoom(percent: int, by: int) -> int:
    """The next step up (`by` 1) or down (-1); at the end of the steps, the last one."""
    further = [step for step in ZOOM_STEPS if (step - percent) * by > 0]
    return min(further, key=lambda step: abs(step - percent), default=percent)
