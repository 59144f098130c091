"""The first tenth of a second: an empty window in the right colour, and everything else behind it.

What this module imports at its top, the first paint waits for. All else is imported by a thread while the window is
already on the screen and answers. The trap: a thread may import what Qt classes are made of, but make no widget.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QStandardPaths, QTimer, Signal
from PySide6.QtGui import QIcon

from desktop import __version__
from desktop.ui.main_window import MainWindow
from desktop.ui.residence.application import Application
from desktop.ui.residence.single_instance import InstanceLock, hand_over

_NAME: Final = "Robofy Desktop"
_FOLDER_VARIABLE: Final = "ROBOFY_DATA_DIR"  # as in store/paths.py, which would cost a quarter of the first paint
_REST: Final = ("desktop.app", "desktop.ui.loop", "PySide6.QtNetwork")

_HIDDEN: Final = "--hidden"  # as in autostart.py: at the login, into the tray
_KNOCKS: Final = 3
"""How often a program that has the folder is asked, two seconds each: one that is about to end may take five."""


def run(arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed; the exit status. Where it is open already, raise that one."""
    gc.disable()  # it would run amid the imports; ui/garbage.py takes over
    QCoreApplication.setApplicationName(_NAME)
    QCoreApplication.setApplicationVersion(__version__)
    folder = data_folder()
    with suppress(OSError):  # what is wrong with the folder, the window says
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = InstanceLock(folder)
    for _ in range(_KNOCKS):
        if lock.take():
            break
        if hand_over(folder, arguments):
            return 0
    else:
        if not lock.take_from_the_dead():
            sys.stderr.write(f"{_NAME} is running with this data folder, and does not answer.\n")
            return 1
    try:
        return _open(arguments)
    finally:
        lock.release()


def data_folder() -> Path:
    """The folder of the data, as store/paths.py finds it: importing that would cost a quarter of the first paint."""
    if named := os.environ.get(_FOLDER_VARIABLE):
        return Path(named).expanduser().absolute()
    system = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(system, *(("Robofy",) if sys.platform == "win32" else ()), _NAME)


def _open(arguments: Sequence[str]) -> int:
    app = Application([sys.argv[0], *arguments])
    app.setDesktopFileName("robofy-desktop")
    app.setQuitOnLastWindowClosed(False)
    app.setQuitLockEnabled(False)  # a start without a window would end with the first thread
    window = MainWindow(_window_state())
    loading = Loading(_REST)
    window.painted.connect(loading.begin)
    window.close_requested.connect(app.quit)
    loading.done.connect(app.quit)
    if _HIDDEN in arguments:
        QTimer.singleShot(0, loading.begin)
    else:
        window.show()
    app.exec()  # until the rest is there; no other loop runs yet that it could nest in
    if not loading.is_done:
        return 0
    window.close_requested.disconnect(app.quit)
    window.painted.disconnect(loading.begin)  # one that was hidden is painted later
    loading.raise_error()
    from desktop.app import live
    from desktop.store.paths import find_paths
    from desktop.ui import loop
    from desktop.ui.look.resources import resource_path

    app.setWindowIcon(QIcon(str(resource_path("app.svg"))))
    return loop.run(app, partial(live, app, find_paths(os.environ), window, arguments))


class Loading(QObject):
    """Imports modules in a thread, from `begin` to `done`."""

    done = Signal()

    def __init__(self, modules: Sequence[str]) -> None:
        super().__init__()
        self._modules = modules
        self._error: BaseException | None = None
        self.is_done = False

    def begin(self) -> None:
        threading.Thread(target=self._import, name="start", daemon=True).start()

    def raise_error(self) -> None:
        """Raise in this thread what went wrong in the other one."""
        if self._error is not None:
            raise self._error

    def _import(self) -> None:
        try:
            for name in self._modules:
                importlib.import_module(name)
        except BaseException as error:  # it is raised again, where it is seen
            self._error = error
            raise
        finally:
            self.is_done = True
            self.done.emit()


def _window_state() -> QSettings:
    """Where the window stood and how it looked. It may be lost, so it has a file of its own."""
    folder = os.environ.get(_FOLDER_VARIABLE)
    if folder:
        path = os.path.join(os.path.expanduser(folder), "window.ini")  # noqa: PTH111, PTH118 - pathlib costs 6 ms
        return QSettings(path, QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Robofy", _NAME)
