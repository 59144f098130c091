"""The profiles file: where to ask and as whom. No secret is ever in it.

The trap: a profile is hard to type in again, so each is kept as far as it can be read, and when something must be left
out, a copy of the file stays behind. An address that cannot be read is left empty, never the default: the questions
must not go somewhere else.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import msgspec
from msgspec.structs import replace

from desktop.core.chatbot import DEFAULT_ADDRESS, PROFILE_COLOURS, SANDBOX_PROFILE, Chatbot, Credential, Profile
from desktop.core.errors import Problem, StoreError
from desktop.core.profile_file import LARGEST
from desktop.store.files import JsonFile
from desktop.store.quarantine import free_name

log = logging.getLogger(__name__)


def load_profiles(path: Path) -> tuple[tuple[Profile, ...], Problem | None]:
    """The profiles, and what the user must know about the file."""
    values, problem = JsonFile(path).load()
    items = values.get("profiles", [])
    reader = _Reader()
    profiles = reader.read(items)
    if reader.lost:
        problem = _keep_copy(path)
    return profiles, problem


def save_profiles(path: Path, profiles: tuple[Profile, ...]) -> None:
    """All but those that are made anew at each start: the sandbox's and managed ones. Raises StoreError."""
    kept = [item for item in profiles if item.id != SANDBOX_PROFILE and not item.managed]
    JsonFile(path).save({"profiles": [msgspec.to_builtins(item) for item in kept]})


class ProfileFile:
    """The profiles file of a program that runs for long, while another one may change the same file.

    What the other one added stays when we save, and what it removed stays away unless we changed it meanwhile. A file
    that was spoiled or gone in between and has nothing of before tells of no removal: its writer did not know the rest.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Profile] = {}
        self._before: frozenset[str] = frozenset()  # ids that were in the file before it was spoiled or gone

    def load(self) -> tuple[tuple[Profile, ...], Problem | None]:
        profiles, problem = load_profiles(self._path)
        self._known = {profile.id: profile for profile in profiles}
        return profiles, problem

    def look(self) -> tuple[Profile, ...] | None:
        """What another program made of it; None when nothing is new, or when it cannot be read as a whole just now.

        Somebody may be in the middle of writing it, so it is left where it is, unlike by `load`. What a file written
        anew lacks is put back into it.
        """
        whole = self._whole()
        if whole is None:
            self._before = self._before or frozenset(self._known)
            return None
        found = self._completed(whole)
        with suppress(StoreError):  # the next look or save tries again
            if found != whole:
                save_profiles(self._path, found)
            self._before = frozenset()
        if found == tuple(self._known.values()):
            return None
        self._known = {profile.id: profile for profile in found}
        return found

    def save(self, profiles: tuple[Profile, ...]) -> Problem | None:
        """Raises StoreError. The problem is that the file was spoiled meanwhile, and a copy of it is kept.

        Only a file that can be read as a whole tells what another program removed, not one that is spoiled or gone.
        """
        whole = self._whole()
        found, problem = load_profiles(self._path) if whole is None else (self._completed(whole), None)
        if problem is not None and "kept" not in problem.params:
            raise StoreError(problem)  # there is no copy of what would be written over
        on_disk, ours = {profile.id for profile in found}, {profile.id for profile in profiles}
        kept = [one for one in profiles if whole is None or one.id in on_disk or self._known.get(one.id) != one]
        added = [one for one in found if one.id not in self._known and one.id not in ours]
        save_profiles(self._path, (*kept, *added))
        self._known = {profile.id: profile for profile in profiles}
        self._before = frozenset()
        return problem and replace(problem, code="profiles_saved_anew")

    def _completed(self, whole: tuple[Profile, ...]) -> tuple[Profile, ...]:
        """With what is known and missing there, when the file was written anew from nothing."""
        there = {profile.id for profile in whole}
        if not self._before or self._before & there:
            return whole
        return (*(one for one in self._known.values() if one.id not in there), *whole)

    def _whole(self) -> tuple[Profile, ...] | None:
        """What the file holds; None for one that is not there or cannot be read to its last entry."""
        values, reader = JsonFile(self._path).peek(), _Reader()
        found = reader.read(values.get("profiles", [])) if values is not None else ()
        return None if values is None or reader.lost else found


def read_profiles_file(path: Path) -> bytes:
    """What a file of exported profiles holds, and a byte more than such a file may have. Raises StoreError."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise StoreError(Problem("profiles_unreadable", {"file": path.name})) from error


class _Reader:
    """Reads profiles from JSON that may be anything; `lost` when something had to be left out."""

    def __init__(self) -> None:
        self.lost = False

    def read(self, items: object) -> tuple[Profile, ...]:
        found: dict[str, Profile] = {}
        for item in self._objects(items):
            if item.get("id") == SANDBOX_PROFILE:
                continue
            profile = self._profile(item)
            if not profile.id or profile.id in found:
                profile = replace(profile, id=_made_id(len(found), item))
            # Only the administrator's own file may say managed; a colour of a later version is none here.
            colour = profile.colour if profile.colour in PROFILE_COLOURS else ""
            profile = replace(profile, managed=False, colour=colour)
            found[profile.id] = profile
        return tuple(found.values())

    def _profile(self, item: dict[str, object]) -> Profile:
        try:
            return msgspec.convert(item, Profile)
        except msgspec.ValidationError:
            log.warning("a profile has values that are not valid; it is read as far as possible")
        return Profile(
            self._text(item, "id"),
            self._text(item, "name"),
            self._text(item, "address") if "address" in item else DEFAULT_ADDRESS,
            project_id=self._text(item, "project_id"),
            chatbots=self._chatbots(item.get("chatbots", [])),
            colour=self._text(item, "colour"),
            label=self._text(item, "label"),
            credential=self._credential(item),
            handshake_path=self._text(item, "handshake_path"),
            ca_file=self._text(item, "ca_file"),
        )

    def _credential(self, item: dict[str, object]) -> Credential:
        try:
            return Credential(self._text(item, "credential") or Credential.API_KEY)
        except ValueError:
            self.lost = True
            return Credential.API_KEY

    def _chatbots(self, items: object) -> tuple[Chatbot, ...]:
        found = []
        for item in self._objects(items):
            if key := self._text(item, "id"):
                found.append(Chatbot(key, self._text(item, "name") or key, self._text(item, "description")))
            else:
                self.lost = True
        return tuple(found)

    def _objects(self, items: object) -> list[dict[str, object]]:
        listed = items if isinstance(items, list) else [items]
        objects = [item for item in listed if isinstance(item, dict)]
        self.lost = self.lost or len(objects) < len(listed)
        return objects

    def _text(self, item: dict[str, object], name: str) -> str:
        value = item.get(name, "")
        if isinstance(value, str):
            return value
        self.lost = True
        return ""


def _made_id(place: int, item: dict[str, object]) -> str:
    """For an entry that has none of its own: the same one whenever the file is read, until it is saved with it."""
    return str(uuid5(NAMESPACE_OID, f"{place} {item}"))


def _keep_copy(path: Path) -> Problem:
    kept = free_name(path, "bad")
    try:
        shutil.copy2(path, kept)
    except OSError:
        log.exception("no copy of %s could be made", path.name)
        return Problem("file_unreadable", {"file": path.name})
    log.error("%s has entries that cannot be read; a copy is kept as %s", path.name, kept.name)
    return Problem("file_damaged", {"file": path.name, "kept": kept.name})
