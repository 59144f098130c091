"""Keeps Python's own `import`, whose place PySide takes when it is imported.

The trap: PySide then reads the source of every module that comes later, to find out whether that may say
`from __feature__ import`; nothing here does. Python keeps those sources for its tracebacks, and they take 13 MB.

Source: Qt for Python, "Why do we have a __feature__?".
"""

from __future__ import annotations

import builtins
import importlib


def import_qt_plainly() -> None:
    """Before anything else imports Qt; later it changes nothing."""
    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
