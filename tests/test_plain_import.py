"""The program imports what it needs without its sources being read."""

from __future__ import annotations

import subprocess
import sys

_LOOK = """
import linecache
import sys

from desktop.plain_import import import_qt_plainly

if sys.argv[1] == "plainly":
    import_qt_plainly()
import desktop.start

print(any("desktop" in name for name in linecache.cache))
"""


def sources_are_read(how: str) -> bool:
    command = [sys.executable, "-c", _LOOK, how]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout == "True\n"


def test_no_source_is_read_for_an_import() -> None:
    assert not sources_are_read("plainly")


def test_that_is_of_use() -> None:
    assert sources_are_read("as PySide does"), "PySide does it no more: this module can go"
