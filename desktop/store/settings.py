"""The settings file: what the user chose. A bad value costs only itself; a bad file is kept aside.

The trap: what stands in the file holds against every default, so only what was chosen may be written into it. Files of
version 1 were written whole; there, what is a default counts as not chosen. What cannot be the value of
its setting was never chosen.
"""

from __future__ import annotations

from pathlib import Path

from desktop.core.errors import Problem
from desktop.core.managed import Managed
from desktop.core.settings import Settings
from desktop.store.files import JsonFile, fitting, tolerant


def load_settings(path: Path, managed: Managed | None = None) -> tuple[Settings, Problem | None]:
    """The settings, defaults where there are none; and what the user must know about the file."""
    by_administrator = managed or Managed()
    values, problem = _file(path, by_administrator).load()
    settings = tolerant(by_administrator.beneath(fitting(values, Settings, "settings")), Settings, "settings")
    return by_administrator.enforce(settings), problem


def save_settings(path: Path, settings: Settings, managed: Managed | None = None) -> None:
    """What is no default, and what the file says already. Raises StoreError."""
    by_administrator = managed or Managed()
    file = _file(path, by_administrator)
    before = fitting(file.peek() or {}, Settings, "settings")
    file.save(by_administrator.chosen(settings, before))


def _file(path: Path, managed: Managed) -> JsonFile:
    return JsonFile(path, (managed.without_defaults,))
