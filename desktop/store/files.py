"""Small JSON files: written whole or not at all, upgraded when older, kept aside when they cannot be used.

The trap: defaults stand in for a file that could not be read, and saving them would destroy what was in it. So a bad
file is moved aside before anything else happens, and one that may not be read may not be written over either.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import msgspec

from desktop.core.errors import Problem
from desktop.core.json_text import strict_json
from desktop.core.text import well_formed_json
from desktop.store.failures import translated
from desktop.store.quarantine import keep_aside

log = logging.getLogger(__name__)

Values: TypeAlias = dict[str, object]
Upgrade: TypeAlias = Callable[[Values], Values]
"""The values of one version as those of the next; pure. It may raise LookupError, TypeError or ValueError."""
S = TypeVar("S", bound=msgspec.Struct)

_VERSION: Final = "version"


class JsonFile:
    """A JSON object on disk with a version. `upgrades[0]` leads from version 1 to 2, and so on; the last is ours."""

    def __init__(self, path: Path, upgrades: Sequence[Upgrade] = ()) -> None:
        self.path = path
        self._upgrades = upgrades
        self._newest = len(upgrades) + 1

    def load(self) -> tuple[Values, Problem | None]:
        """The values, none when there is no usable file; and what the user must know about it."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return {}, None
        except OSError:
            return {}, self._unreadable()
        try:
            values, version = _parse(content)
            if version > self._newest:
                return {}, self._put_aside("file_newer", "newer")
            for upgrade in self._upgrades[version - 1 :]:
                values = upgrade(values)
        except (LookupError, TypeError, ValueError):
            return {}, self._put_aside("file_damaged", "bad")
        return values, None

    def peek(self) -> Values | None:
        """The values, None when they cannot be read just now. Whatever is wrong with the file, it stays where it is."""
        try:
            values, version = _parse(self.path.read_bytes())
            for upgrade in self._upgrades[version - 1 :]:
                values = upgrade(values)
        except (OSError, LookupError, TypeError, ValueError):
            return None
        return values if version <= self._newest else None

    def save(self, values: Values) -> None:
        """Replace the file; after a crash the old one or the new one is there. Raises StoreError."""
        content = msgspec.json.encode(well_formed_json({_VERSION: self._newest} | values))
        # A link, to a folder under version control for one, stays a link.
        target = Path(os.path.realpath(self.path))
        with translated(self.path):
            _refuse_unreadable(target)
            _replace(target, msgspec.json.format(content, indent=2) + b"\n")

    def _unreadable(self) -> Problem:
        log.error("%s cannot be read", self.path.name)
        return Problem("file_unreadable", {"file": self.path.name})

    def _put_aside(self, code: str, word: str) -> Problem:
        try:
            kept = keep_aside(self.path, word)
        except OSError:
            return self._unreadable()
        log.error("%s: %s; kept as %s", self.path.name, code, kept.name)
        return Problem(code, {"file": self.path.name, "kept": kept.name})


def tolerant(values: object, kind: type[S], name: str) -> S:
    """A struct with a default for each field, from what may be anything: bad values give way to the default.

    `name` is for the log. The values themselves are not logged.
    """
    return msgspec.convert(fitting(values, kind, name), kind)


def fitting(values: object, kind: type[msgspec.Struct], name: str) -> Values:
    """What `tolerant` takes of the values, as they are; what is no value of its field is as if it were not there."""
    kept: Values = {}
    if not isinstance(values, dict):
        log.warning("%s is not an object; the defaults are used", name)
        return kept
    for field in msgspec.structs.fields(kind):
        if field.name not in values:
            continue
        value, where = values[field.name], f"{name}.{field.name}"
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            kept[field.name] = fitting(value, field.type, where)
            continue
        try:
            msgspec.convert(value, field.type)
        except msgspec.ValidationError:
            log.warning("%s is not valid; the default is used", where)
        else:
            kept[field.name] = value
    return kept


def _parse(content: bytes) -> tuple[Values, int]:
    """The object without its version, 1 when it names none; ValueError for anything else. Editors may add a BOM."""
    values = well_formed_json(strict_json(content.decode("utf-8-sig")))
    if not isinstance(values, dict):
        raise TypeError("not an object")
    version = values.pop(_VERSION, 1)
    if not isinstance(version, int) or version < 1:
        raise ValueError("no version")
    return values, version


def _refuse_unreadable(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.open("rb").close()


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """What was written to it reaches the disk; raises OSError. It must be a file that may be written."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Renames in it reach the disk. Windows opens no folders, and needs none of this."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
