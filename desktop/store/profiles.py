"""The profiles file: where to ask and as whom. No secret is ever in it.

The trap: a profile is hard to type in again, so each is kept as far as it can be read, and when something must be left
out, a copy of the file stays behind. An address that cannot be read is left empty, never the default: the questions
must not go somewhere else.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from uuid import uuid4

import msgspec

from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Profile
from desktop.core.errors import Problem
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
    """All but the sandbox's, which is made anew at each start. Raises StoreError."""
    JsonFile(path).save({"profiles": [msgspec.to_builtins(item) for item in profiles if item.id != SANDBOX_PROFILE]})


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
                profile = msgspec.structs.replace(profile, id=str(uuid4()))
            found[profile.id] = profile
        return tuple(found.values())

    def _profile(self, item: dict[str, object]) -> Profile:
        try:
            return msgspec.convert(item, Profile)
        except msgspec.ValidationError:
            log.warning("a profile has values that are not valid; it is read as far as possible")
        address = {"address": self._text(item, "address")} if "address" in item else {}
        return Profile(
            self._text(item, "id"),
            self._text(item, "name"),
            project_id=self._text(item, "project_id"),
            chatbots=self._chatbots(item.get("chatbots", [])),
            **address,
        )

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


def _keep_copy(path: Path) -> Problem:
    kept = free_name(path, "bad")
    try:
        shutil.copy2(path, kept)
    except OSError:
        log.exception("no copy of %s could be made", path.name)
        return Problem("file_unreadable", {"file": path.name})
    log.error("%s has entries that cannot be read; a copy is kept as %s", path.name, kept.name)
    return Problem("file_damaged", {"file": path.name, "kept": kept.name})
