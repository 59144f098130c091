"""The frozen program's hold on the files that its modules are read from.

The trap: PyInstaller and zipimport open their archives by path at each import. After an upgrade other files are there,
and what is read at the old places of these makes no sense.
"""

import os
import sys
from typing import Final
from zipimport import zipimporter

_IMPORTERS: Final = "pyimod02_importers"
"""What PyInstaller calls its module with the reader of the archive."""


def hold_archives() -> None:
    """On Linux, where a file can be replaced while it is in use, go on reading those that were there at the start.

    WORKAROUND https://github.com/pyinstaller/pyinstaller/blob/develop/PyInstaller/loader/pyimod01_archive.py: the
    reader has no way to be given a file.
    """
    if sys.platform != "linux" or _IMPORTERS not in sys.modules:
        return
    reader = sys.modules[_IMPORTERS].pyz_archive
    reader._filename = _held(reader._filename)  # noqa: SLF001 - as above
    for importer in sys.path_importer_cache.values():
        if isinstance(importer, zipimporter):
            importer.archive = _held(importer.archive)


def _held(path: str) -> str:
    """Another path of the file that is there now. It stays open until the program ends."""
    return f"/proc/self/fd/{os.open(path, os.O_RDONLY)}"
