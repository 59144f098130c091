"""What profiles and their chatbots are called where several stand together and could be confused.

The trap: neither labels nor names are unique, and whoever set up two profiles with one label still has to tell them
apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from desktop.core.chatbot import Profile

Key = tuple[str, str]
"""Profile id, chatbot id."""


class ProfileMark(Struct, frozen=True):
    """A profile in a word or two; `colour` is one of PROFILE_COLOURS, `is_label` false where only the name is known."""

    words: str
    colour: str = ""
    is_label: bool = False


def profile_marks(profiles: Iterable[Profile]) -> dict[str, ProfileMark]:
    """By id: the label of each, or else its name; both where another one has the same."""
    known = tuple(profiles)
    counts = Counter(_short(profile).casefold() for profile in known)
    return {
        profile.id: ProfileMark(
            _short(profile) if counts[_short(profile).casefold()] == 1 else _long(profile),
            profile.worn_colour,
            bool(profile.label),
        )
        for profile in known
    }


def told_apart(names: Mapping[Key, str], marks: Mapping[str, ProfileMark]) -> dict[Key, str]:
    """Chatbots by the name that each has in a list; those of one name are followed by their profiles."""
    counts = Counter(name.casefold() for name in names.values())
    return {
        key: f"{name} · {marks[key[0]].words}" if counts[name.casefold()] > 1 and key[0] in marks else name
        for key, name in names.items()
    }


def _short(profile: Profile) -> str:
    return profile.label or profile.name


def _long(profile: Profile) -> str:
    return f"{profile.name} · {profile.label}" if profile.label else profile.name
