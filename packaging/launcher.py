"""Where the frozen program begins. It gives back what was set for it alone, and is then the one that the tests know."""

import os
import sys
from collections.abc import MutableMapping, Sequence
from types import ModuleType

from held_archives import hold_archives

from desktop.__main__ import main

_LIBRARIES = "LD_LIBRARY_PATH"
_PLUGINS = "QT_PLUGIN_PATH"
_OF_QT = (_PLUGINS, "QML2_IMPORT_PATH")


class PluginsOfQt:
    """Names the folder of its plug-ins to Qt, once that is imported, as no variable does any more.

    Qt also looks beside its libraries, and does not see them below a folder with a comma in its name.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        """Finds nothing: it is only asked before each module is looked for."""
        if name == "PySide6.QtGui":
            from PySide6.QtCore import QCoreApplication

            QCoreApplication.addLibraryPath(self._folder)


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
    hold_archives()
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        if plugins := os.environ.get(_PLUGINS):
            sys.meta_path.insert(0, PluginsOfQt(plugins))
        give_back(os.environ)
    sys.exit(main())
