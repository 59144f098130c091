"""Profiles as a file to hand on: what it holds, and what one that somebody else wrote would bring.

The traps: a profile that comes in under a known id must not take the place of the one that is here, so it can only
stand beside it, under an id of its own: the key that is kept for the one is never found for the other. And what a
computer trusts (further certificates, a server that is not verified) is decided on that computer, so it is neither
written nor read.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from desktop.core.chatbot import BUILT_IN_PROFILES, DEFAULT_ADDRESS, Chatbot, Credential, Profile
from desktop.core.errors import AppError, Problem, ProfileError, StoreError
from desktop.core.json_text import strict_json
from desktop.core.profile_check import clean_profile
from desktop.core.text import well_formed_json

FORMAT_NAME: Final = "robofy-desktop-profiles"
VERSION: Final = 1
LARGEST: Final = 1_000_000
"""Bytes; a profile has some hundred."""
FORMAT: Final = """\
the JSON object of exported profiles:
  format      "robofy-desktop-profiles";  version  1
  profiles    a list of objects; all but name, project_id and chatbots may be left out:
    id, name, address, project_id, colour ("", blue, green, amber, red, violet), label,
    credential (api-key, client-token), handshake_path,
    chatbots  a list of objects: id, name, description, starters (a list of questions)
No key is in it, and nothing of what this computer trusts.
"""


class PortableProfile(Struct, frozen=True, omit_defaults=True):
    """What of a profile is handed on; see `FORMAT`."""

    name: str
    project_id: str
    chatbots: tuple[Chatbot, ...]
    id: str = ""
    address: str = DEFAULT_ADDRESS
    colour: str = ""
    label: str = ""
    credential: Credential = Credential.API_KEY
    handshake_path: str = ""


class Arrival(StrEnum):
    """What a profile of a file is to those that are here. KNOWN: another one has its id. WRONG: it cannot be used."""

    NEW = "new"
    SAME = "same"
    KNOWN = "known"
    WRONG = "wrong"


class Incoming(Struct, frozen=True):
    """One profile of a file. `name` is what the file calls it; `profile` is ready to be added, None when it is WRONG.

    A profile of a KNOWN id has a new one here, and a name that tells the two apart.
    """

    name: str
    arrival: Arrival
    profile: Profile | None = None
    problem: Problem | None = None


def export_profiles(profiles: Iterable[Profile]) -> bytes:
    """The profiles as a file; built-in ones, which every installation has, are left out."""
    listed = [msgspec.to_builtins(_portable(one)) for one in profiles if one.id not in BUILT_IN_PROFILES]
    content = {"format": FORMAT_NAME, "version": VERSION, "profiles": listed}
    return msgspec.json.format(msgspec.json.encode(well_formed_json(content)), indent=2) + b"\n"


def read_profiles(content: bytes, file: str, here: Sequence[Profile]) -> tuple[Incoming, ...]:
    """What the file would bring to those that are here. Raises StoreError when it is no file of profiles."""
    return tuple(_arrivals(_listed(content, file), here))


def _listed(content: bytes, file: str) -> list[object]:
    if len(content) > LARGEST:
        raise StoreError(Problem("profiles_too_large", {"file": file}))
    try:
        values = well_formed_json(strict_json(content.decode("utf-8-sig")))
    except ValueError:
        raise StoreError(Problem("profiles_foreign", {"file": file})) from None
    if not isinstance(values, dict) or values.get("format") != FORMAT_NAME:
        raise StoreError(Problem("profiles_foreign", {"file": file}))
    version, listed = values.get("version"), values.get("profiles")
    if isinstance(version, int) and version > VERSION:
        raise StoreError(Problem("profiles_newer", {"file": file}))
    if not isinstance(listed, list):
        raise StoreError(Problem("profiles_foreign", {"file": file}))
    return listed


def _arrivals(listed: list[object], here: Sequence[Profile]) -> Iterator[Incoming]:
    known = {profile.id: profile for profile in here}
    for number, item in enumerate(listed, 1):
        name = _name(item, number)
        try:
            profile = clean_profile(_read(item))
        except AppError as error:
            yield Incoming(name, Arrival.WRONG, problem=error.problem)
            continue
        one = _meet(profile, known)
        known[profile.id] = known.get(profile.id, profile)
        if one.profile is not None:
            known[one.profile.id] = one.profile
        yield one


def _meet(profile: Profile, known: dict[str, Profile]) -> Incoming:
    if not profile.id or profile.id in BUILT_IN_PROFILES:
        return Incoming(profile.name, Arrival.NEW, replace(profile, id=str(uuid.uuid4())))
    other = known.get(profile.id)
    if other is None:
        return Incoming(profile.name, Arrival.NEW, profile)
    if _portable(other) == _portable(profile):
        return Incoming(profile.name, Arrival.SAME)
    names = {one.name for one in known.values()}
    return Incoming(profile.name, Arrival.KNOWN, copy_of(profile, names))


def copy_of(profile: Profile, names: Iterable[str]) -> Profile:
    """The same under another id and a name that none has: a profile of its own, whose key is asked for."""
    taken = set(names)
    name = next(name for name in _numbered(profile.name) if name not in taken)
    return replace(profile, id=str(uuid.uuid4()), name=name, managed=False)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1


def _read(item: object) -> Profile:
    try:
        portable = msgspec.convert(item, PortableProfile)
    except msgspec.ValidationError:
        raise ProfileError(Problem("profile_unreadable"), "") from None
    return Profile(**{name: getattr(portable, name) for name in portable.__struct_fields__})


def _portable(profile: Profile) -> PortableProfile:
    return PortableProfile(**{name: getattr(profile, name) for name in PortableProfile.__struct_fields__})


def _name(item: object, number: int) -> str:
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) and name.strip() else f"#{number}"
