"""Which profile and which chatbot a name on the command line means.

The trap: names are for people and may be given twice. An id is exact, and a name that fits two is refused: the
question must not go to the wrong place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.errors import Problem, ProfileError

_Named = TypeVar("_Named", Profile, Chatbot)


class UsageError(Exception):
    """The command line cannot be followed; the text says why, in a sentence."""


def choose_profile(profiles: Sequence[Profile], name: str | None) -> Profile:
    """The first profile when no name is given. Raises ProfileError, UsageError."""
    if not profiles:
        raise ProfileError(Problem("no_profiles"), "")
    found = _choose(profiles, name, "profiles")
    if found is None:
        raise ProfileError(Problem("profile_unknown", {"name": name or "", "names": _names(profiles)}), "")
    return found


def choose_chatbot(profile: Profile, name: str | None) -> Chatbot:
    """The first chatbot when no name is given. Raises ProfileError, UsageError."""
    if not profile.chatbots:
        raise ProfileError(Problem("chatbot_missing"), "chatbot_id")
    found = _choose(profile.chatbots, name, "chatbots")
    if found is None:
        known = {"name": name or "", "names": _names(profile.chatbots)}
        raise ProfileError(Problem("chatbot_unknown", known), "chatbot_id")
    return found


def _choose(things: Sequence[_Named], name: str | None, kind: str) -> _Named | None:
    if name is None:
        return things[0]
    by_id = [thing for thing in things if thing.id == name]
    exact = [thing for thing in things if thing.name == name]
    alike = [thing for thing in things if thing.name.casefold() == name.casefold()]
    found = by_id or exact or alike
    if len(found) > 1:
        ids = ", ".join(thing.id for thing in found)
        raise UsageError(f"There are {len(found)} {kind} with the name “{name}”. Name one by its id: {ids}.")
    return found[0] if found else None


def _names(things: Sequence[Profile] | Sequence[Chatbot]) -> str:
    return ", ".join(thing.name or thing.id for thing in things)
