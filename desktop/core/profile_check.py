"""What a profile must be before it is kept: every field cleaned of what comes along when pasting, and checked.

The trap: ids are opaque. A project ID is asked for as a number, since that is what one is, but a profile that is kept
already with another kind of id goes on working: `check_profile` does not look at that.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from desktop.core.chatbot import PROFILE_COLOURS, Chatbot, Profile, clean_address, clean_id
from desktop.core.errors import Problem, ProfileError
from desktop.core.handshake import handshake_url, shakes_hands
from desktop.core.text import elide, well_formed

LONGEST_NAME: Final = 100
LONGEST_LABEL: Final = 24
_PATH: Final = re.compile(r"/(?!/)[!-~]{0,499}")
"""Visible ASCII after one slash: with two, the second part would be another server (RFC 3986, 4.2)."""


def clean_project_id(typed: str) -> str:
    """A project ID without what was pasted with it. Raises ProfileError for an empty one and for what is no number."""
    value = clean_id(typed, "project_missing", "project_id")
    if not (value.isascii() and value.isdigit()):
        raise ProfileError(Problem("project_not_number"), "project_id")
    return value


def clean_handshake_path(typed: str) -> str:
    """The path where a client token is fetched; empty for none. Raises ProfileError for what could lead elsewhere."""
    value = typed.strip().strip("\"'").strip()
    if value and (_PATH.fullmatch(value) is None or any(sign in value for sign in '\\<>"?#')):
        raise ProfileError(Problem("handshake_path_invalid"), "handshake_path")
    return value


def clean_name(typed: str, longest: int = LONGEST_NAME) -> str:
    """A name on one line that is not too long to be shown."""
    return elide(" ".join(well_formed(typed).split()), longest)


def clean_profile(profile: Profile) -> Profile:
    """The profile as it is meant, every field cleaned. Raises ProfileError for the first field that is wrong."""
    address = clean_address(profile.address)
    project_id = clean_project_id(profile.project_id)
    if not profile.chatbots:
        raise ProfileError(Problem("chatbot_missing"), "chatbot_id")
    chatbots = tuple(_clean_chatbot(chatbot) for chatbot in profile.chatbots)
    cleaned = replace(
        profile,
        name=clean_name(profile.name) or chatbots[0].name,
        address=address,
        project_id=project_id,
        chatbots=chatbots,
        colour=profile.colour if profile.colour in PROFILE_COLOURS else "",
        label=clean_name(profile.label, LONGEST_LABEL),
        handshake_path=clean_handshake_path(profile.handshake_path),
    )
    check_handshake(cleaned)
    return cleaned


def check_handshake(profile: Profile) -> None:
    """Raises ProfileError where a handshake would go anywhere but to the origin of the profile's address."""
    if shakes_hands(profile):
        handshake_url(profile)


def _clean_chatbot(chatbot: Chatbot) -> Chatbot:
    key = clean_id(chatbot.id, "chatbot_missing", "chatbot_id")
    return replace(chatbot, id=key, name=clean_name(chatbot.name) or key)
