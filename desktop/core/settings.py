"""Settings: sections with their defaults and ranges. Every field has a default, so an old file still reads."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


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
    streaming: bool = True
    send_key: SendKey = SendKey.ENTER


class AppearanceSettings(Struct, frozen=True):
    theme: ThemeChoice = ThemeChoice.SYSTEM


class NetworkSettings(Struct, frozen=True):
    """Time-outs in seconds: to connect, to the first byte of an answer, and between two reads of one."""

    connect: Annotated[float, Meta(ge=1, le=600)] = 10.0
    first_byte: Annotated[float, Meta(ge=1, le=3600)] = 120.0
    silence: Annotated[float, Meta(ge=1, le=3600)] = 60.0


class Settings(Struct, frozen=True):
    """All settings. `last_chatbot` is `profile id / chatbot id` of the last conversation that was begun."""

    chat: ChatSettings = ChatSettings()
    appearance: AppearanceSettings = AppearanceSettings()
    network: NetworkSettings = NetworkSettings()
    last_chatbot: str = ""
