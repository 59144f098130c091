"""The settings file. A bad value costs only itself; a bad file is kept aside."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.core.errors import Problem
from desktop.core.managed import Managed
from desktop.core.settings import Settings
from desktop.store.files import JsonFile, tolerant


def load_settings(path: Path, managed: Managed | None = None) -> tuple[Settings, Problem | None]:
    """The settings, defaults where there are none; and what the user must know about the file."""
    by_administrator = managed or Managed()
    values, problem = JsonFile(path).load()
    settings = tolerant(by_administrator.beneath(values), Settings, "settings")
    return by_administrator.enforce(settings), problem


def save_settings(path: Path, settings: Settings) -> None:
    """Raises StoreError."""
    JsonFile(path).save(msgspec.to_builtins(settings))
