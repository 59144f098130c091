"""What a handshake brings: a token that is worth nothing tomorrow, and how the chatbot would like to be met.

All of it is optional and of somebody else's making. What has another type than documented counts as not said, and what
is said is cut to what can be shown.

Source: Robofy API, "Generate client token (handshake)". Documented are the request and the members read here; not
documented are its path, how long the token lives, and what `quick_questions` holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from desktop.core.chatbot import Credential, Profile, Secret, clean_secret, origin
from desktop.core.colour import Colour, read_colour
from desktop.core.errors import Problem, ProfileError
from desktop.core.events import Json
from desktop.core.text import elide, well_formed

VERSION: Final = 2
"""The version of the widget that is asked for; the documented one."""
_MOST_QUESTIONS: Final = 12
_MOST_LOADER_TEXTS: Final = 20
_MOST_CHATBOTS: Final = 1000
_LONGEST: Final = 500
_LONGEST_LINE: Final = 120
_QUESTION: Final = ("question", "text", "title", "label")
"""What a quick question may be called where it is no plain text: none is documented."""


class Introduction(Struct, frozen=True):
    """What a chatbot says of itself."""

    chatbot_id: str
    name: str = ""
    description: str = ""
    greeting: str = ""
    questions: tuple[str, ...] = ()
    sort_order: float = 0.0


class Handshake(Struct, frozen=True):
    """A token and all chatbots of the project, in the order of `sort_order`."""

    token: Secret
    introductions: tuple[Introduction, ...] = ()
    placeholder: str = ""
    loader_texts: tuple[str, ...] = ()
    colour: Colour | None = None

    def introduction(self, chatbot_id: str) -> Introduction:
        """That of this chatbot; of the only one there is when it goes by another id; else an empty one."""
        named = (one for one in self.introductions if one.chatbot_id == chatbot_id)
        only = self.introductions[0] if len(self.introductions) == 1 else Introduction(chatbot_id)
        return next(named, only)


def shakes_hands(profile: Profile) -> bool:
    """Whether its token is fetched; without a path a client token is pasted like a key."""
    return profile.credential is Credential.CLIENT_TOKEN and bool(profile.handshake_path.strip())


def handshake_url(profile: Profile) -> str:
    """Where the handshake of a profile goes: a path on the origin of its address, and nowhere else.

    Raises ProfileError for an address that may not be used, and for what is no path.
    """
    path = profile.handshake_path.strip()
    if re.fullmatch(r"/(?![/\\])[\x21-\x7e]*", path) is None or "\\" in path or "#" in path:
        raise ProfileError(Problem("handshake_path_invalid"), "handshake_path")
    return origin(profile.address) + path


def read_handshake(body: Json) -> Handshake | None:
    """What the answer says, in `data` or as a whole; None when there is no usable token in it."""
    if not isinstance(body, dict):
        return None
    inner = body.get("data")
    for found in (inner, body):
        token = _token(found)
        if token is not None and isinstance(found, dict):
            return _handshake(found, token)
    return None


def _token(found: Json) -> Secret | None:
    value = found.get("token") if isinstance(found, dict) else None
    if not isinstance(value, str):
        return None
    try:
        return clean_secret(value)
    except ProfileError:
        return None


def _handshake(found: Mapping[str, Json], token: Secret) -> Handshake:
    bots = found.get("chatbots")
    listed = bots[:_MOST_CHATBOTS] if isinstance(bots, list) else []
    known = (one for bot in listed if (one := _introduction(bot)) is not None)
    widget = found.get("widget")
    loader = _at(widget, "loader")
    enabled = _at(loader, "enable_loader") is not False
    return Handshake(
        token,
        tuple(sorted(known, key=lambda one: one.sort_order)),
        _line(_at(_at(widget, "header"), "input_placeholder")),
        _lines(_at(loader, "loader_texts"), _MOST_LOADER_TEXTS) if enabled else (),
        read_colour(_at(_at(widget, "branding"), "theme_color")),
    )


def _introduction(bot: Json) -> Introduction | None:
    identity = _at(bot, "chatbot_id")
    if not isinstance(identity, str) or not identity.strip():
        return None
    order = _at(bot, "sort_order")
    return Introduction(
        well_formed(identity.strip()),
        _line(_at(bot, "agent_name")),
        _text(_at(bot, "description")),
        _text(_at(bot, "greeting")),
        _lines(_at(bot, "quick_questions"), _MOST_QUESTIONS),
        order if isinstance(order, int | float) and not isinstance(order, bool) else 0.0,
    )


def _at(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _lines(value: Json, most: int) -> tuple[str, ...]:
    """The lines of a list, without those that say nothing or say it again."""
    items = value[: 10 * most] if isinstance(value, list) else []
    found = (_line(_inner_text(item)) for item in items)
    return tuple(dict.fromkeys(line for line in found if line))[:most]


def _inner_text(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    return next((item[name] for name in _QUESTION if isinstance(item.get(name), str)), None)


def _line(value: Json) -> str:
    return elide(" ".join(well_formed(value).split()), _LONGEST_LINE) if isinstance(value, str) else ""


def _text(value: Json) -> str:
    return elide(well_formed(value).strip(), _LONGEST) if isinstance(value, str) else ""
