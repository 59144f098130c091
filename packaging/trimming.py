"""What a frozen program leaves out: parts of Qt and of Python that it never uses, and libraries of the system.

The trap: PyInstaller copies whatever library of the build machine a plugin names. Those that draw and talk to the
desktop must be the ones of the machine where the program runs, or its drivers, themes and input methods do not fit.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

# Written in full because a module that is imported inside a function is a module all the same.
UNUSED_MODULES = (
    *("PySide6.QtConcurrent", "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickControls2", "PySide6.QtQuickTest", "PySide6.QtQuickWidgets"),
    *("PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.QtXml"),
    *("_pytest", "pytest", "hypothesis", "mypy", "setuptools", "pkg_resources", "pip", "wheel"),
    *(
        "curses",
        "readline",
        "tkinter",
        "turtle",
        "idlelib",
        "lib2to3",
        "pydoc_data",
        "test",
        "unittest",
        "doctest",
        "pdb",
    ),
    *("IPython", "numpy", "PIL", "rich", "trio", "uvloop", "httptools", "watchfiles", "websockets", "wsproto", "yaml"),
    *("dotenv", "h2", "brotli", "brotlicffi", "zstandard", "gi", "dbus"),
)

_USED_PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "imageformats": ("qsvg", "qjpeg", "qgif", "qwebp", "qico"),
    "platformthemes": ("qxdgdesktopportal",),
    "tls": (),  # the network is Python's
    "networkinformation": (),
    "generic": (),
    "egldeviceintegrations": (),
    "sqldrivers": (),
    "qmltooling": (),
    "printsupport": ("cups", "windowsprintersupport", "cocoaprintersupport"),
    "platforminputcontexts": ("compose", "ibus"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
}
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/(?P<kind>[\w-]+)/(?:lib)?(?P<name>[\w-]+)")

_UNUSED_FILES = re.compile(
    r"^PySide6/(?:Qt/)?(?:qml|translations|libexec|metatypes|resources)/"
    r"|^(?:PySide6/(?:Qt/lib/)?)?(?:lib)?Qt6(?:EglF[Ss]|Qml|Quick|VirtualKeyboard|Pdf|Sql|Test|OpenGLWidgets|Concurrent|WlShell)\w*\."
    r"|opengl32sw\.dll$|d3dcompiler_\w+\.dll$"
)

# Of a Linux system's own libraries only those that Python's standard library stands on, which other systems name
# otherwise or have in other versions.
_CARRIED = ("libbz2", "libcrypto", "libffi", "liblzma", "libpython", "libsqlite3", "libssl", "libexpat", "libmpdec")
_SYSTEM = re.compile(r"^(?:/usr)?/lib(?:64|32)?/")


def is_used(target: str) -> bool:
    """Whether the file belongs into the folder; `target` is its place there, with the system's slashes."""
    path = target.replace("\\", "/")
    if plugin := _PLUGIN.search(path):
        wanted = _USED_PLUGINS.get(plugin["kind"])
        return wanted is None or plugin["name"].startswith(wanted)
    return not _UNUSED_FILES.search(path)


def is_carried(target: str, source: str) -> bool:
    """False for a library that the system brings where the program runs."""
    if not _SYSTEM.match(source) or "/python3" in source:
        return True
    return PurePosixPath(target).name.startswith(_CARRIED)


def trimmed(files: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The files (target, source, kind) of PyInstaller that remain, in one order on every machine."""
    return sorted(file for file in files if is_used(file[0]) and is_carried(file[0], file[1]))
