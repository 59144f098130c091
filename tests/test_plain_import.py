"""The program imports what it needs without its sources being read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_AS_THE_PROGRAM = "from desktop.__main__ import main; main(['--selftest'])"
_AS_PYSIDE_DOES = "import PySide6.QtCore; from desktop.ui.words import sentence"
_LOOK = "import linecache, sys; import desktop.ui.words as looked; print(looked.__file__ in linecache.cache)"


def source_is_read(code: str) -> bool:
    """Whether Python keeps the source of a module of the window after this."""
    command = [sys.executable, "-c", f"{code}\n{_LOOK}"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    root = Path(__file__).parents[1]
    ended = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root, env=environment)
    return {"True": True, "False": False}[ended.stdout.splitlines()[-1]]


def test_no_source_is_read_for_an_import() -> None:
    assert not source_is_read(_AS_THE_PROGRAM)


def test_that_is_not_so_by_itself() -> None:
    assert source_is_read(_AS_PYSIDE_DOES), "PySide leaves the imports alone now: plain_import.py can go"
