"""The settings file. A bad value costs only itself; a bad file is kept aside."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.core.errors import Problem
from desktop.core.settings import Settings
from desktop.store.files import JsonFile, tolerant


def load_settings(path: Path) -> tuple[Settings, Problem | None]:
    """The settings, defaults where there are none; and what the user must know about the file."""
    values, problem = JsonFile(path).load()
    return tolerant(values, Settings, "settings"), problem


def save_settings(path: Path, settings: Settings) -> None:
    """Raises StoreError."""
    JsonFile(path).save(msgspec.to_builtins(settings))
