"""Where the frozen program begins. It does nothing of its own, so that it is the program that the tests know."""

import os
import sys
from collections.abc import MutableMapping

from desktop.__main__ import main

_LIBRARIES = "LD_LIBRARY_PATH"
_OF_QT = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""PyInstaller sets them; PySide6 finds its plug-ins without."""


def give_back(surroundings: MutableMapping[str, str]) -> None:
    """Take out what leads to this program's libraries: a browser that it starts would load them instead of its own.

    The loader has read its path when this runs. Source: https://pyinstaller.org/en/stable/runtime-information.html
    """
    former = surroundings.pop(f"{_LIBRARIES}_ORIG", None)
    surroundings.pop(_LIBRARIES, None)
    if former is not None:
        surroundings[_LIBRARIES] = former
    for name in [name for name in surroundings if name in _OF_QT or name.startswith("_PYI_")]:
        del surroundings[name]


if __name__ == "__main__":
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        give_back(os.environ)
    sys.exit(main())
