"""The file that an administrator puts on every computer: profiles, and settings that hold for everybody.

The trap: the file belongs to somebody else. It is only read, never moved aside, and whatever is wrong with it, the
program works with the user's own profiles and settings.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from desktop.core.chatbot import BUILT_IN_PROFILES, Profile
from desktop.core.errors import Problem, ProfileError
from desktop.core.json_text import strict_json
from desktop.core.managed import Managed, setting_names
from desktop.core.profile_check import clean_profile
from desktop.core.settings import Settings
from desktop.core.text import elide, well_formed_json
from desktop.store.files import tolerant
from desktop.store.paths import APP_NAME

log = logging.getLogger(__name__)

FILE_VARIABLE: Final = "ROBOFY_MANAGED_FILE"
_LARGEST: Final = 1_000_000


def managed_path(environment: Mapping[str, str], system: str = sys.platform) -> Path:
    """Where the file is on this system, or where ROBOFY_MANAGED_FILE says."""
    if named := environment.get(FILE_VARIABLE):
        return Path(named).expanduser()
    if system == "win32":
        return Path(environment.get("PROGRAMDATA") or r"C:\ProgramData") / APP_NAME / "managed.json"
    if system == "darwin":
        return Path("/Library/Application Support") / APP_NAME / "managed.json"
    return Path("/etc/robofy-desktop/managed.json")


def load_managed(path: Path) -> tuple[Managed, Problem | None]:
    """What the file says; nothing when there is none or it cannot be read. And what the user must know about it."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError("too large")
        values = well_formed_json(strict_json(content.decode("utf-8-sig")))
        if not isinstance(values, dict):
            raise TypeError("not an object")
    except (FileNotFoundError, NotADirectoryError):
        return Managed(), None
    except (OSError, ValueError, TypeError) as error:
        log.warning("%s cannot be read: %s", path, type(error).__name__)
        return Managed(), Problem("managed_unreadable", {"file": str(path)})
    reader = _Reader()
    managed = reader.read(values)
    if reader.wrong:
        log.warning("%s has what cannot be used: %s", path, elide(", ".join(reader.wrong), 200))
        return managed, Problem("managed_partly", {"file": str(path), "reason": elide(", ".join(reader.wrong), 200)})
    return managed, None


class _Reader:
    """Takes what it understands; `wrong` names the rest by where it stands."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def read(self, values: Mapping[str, object]) -> Managed:
        defaults = dict(self._sections(values.get("settings", {})))
        locked = frozenset(self._locked(values.get("locked", []), defaults))
        return Managed(
            tuple(self._profiles(values.get("profiles", []))), defaults, tolerant(defaults, Settings, "managed"), locked
        )

    def _profiles(self, items: object) -> Iterator[Profile]:
        known: set[str] = set(BUILT_IN_PROFILES)
        for number, item in enumerate(self._list(items, "profiles"), 1):
            try:
                profile = clean_profile(msgspec.convert(item, Profile))
            except msgspec.ValidationError:
                self.wrong.append(f"profiles {number}")
                continue
            except ProfileError as error:
                self.wrong.append(f"profiles {number} {error.field}")
                continue
            if not profile.id or profile.id in known:
                self.wrong.append(f"profiles {number} id")
                continue
            known.add(profile.id)
            yield replace(profile, managed=True)

    def _sections(self, items: object) -> Iterator[tuple[str, dict[str, object]]]:
        """The settings that exist and have a value that they may have."""
        if not isinstance(items, dict):
            self.wrong.append("settings")
            return
        kinds = {field.name: field.type for field in msgspec.structs.fields(Settings)}
        known = {name.partition(".")[0] for name in setting_names()}
        for section, values in items.items():
            if section not in known or not isinstance(values, dict):
                self.wrong.append(f"settings {section}")
                continue
            types = {field.name: field.type for field in msgspec.structs.fields(kinds[section])}
            yield section, {name: value for name, value in values.items() if self._fits(section, name, value, types)}

    def _fits(self, section: str, name: str, value: object, types: Mapping[str, object]) -> bool:
        try:
            msgspec.convert(value, types[name])
        except (KeyError, msgspec.ValidationError):
            self.wrong.append(f"settings {section}.{name}")
            return False
        return True

    def _locked(self, items: object, defaults: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
        """A section alone locks all of it that has a default."""
        for item in self._list(items, "locked"):
            section, _, field = item.partition(".") if isinstance(item, str) else ("", "", "")
            names = [field] if field else list(defaults.get(section, {}))
            found = [name for name in names if name in defaults.get(section, {})]
            if not found:
                self.wrong.append(f"locked {item}")
            yield from (f"{section}.{name}" for name in found)

    def _list(self, items: object, name: str) -> list[object]:
        if isinstance(items, list):
            return items
        self.wrong.append(name)
        return []
