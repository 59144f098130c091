"""`--selftest`: whether this installation has all its parts, as JSON; the smoke test of a package."""

from __future__ import annotations

import json
import platform
import sqlite3
import ssl
import sys
from typing import Final

from desktop import __version__

_RESOURCES: Final = (("themes", "light.json"), ("themes", "dark.json"), ("themes", "style.qss"), ("icons", "plus.svg"))


def print_selftest() -> int:
    """0 when every part is there, else 1; the object names what is missing under `missing`."""
    missing: list[str] = []
    report = {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "sqlite": sqlite3.sqlite_version,
        "tls": ssl.OPENSSL_VERSION,
        **_qt(missing),
        "keyring": _keyring(),
        "http": _http(missing),
        "missing": missing,
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 1 if missing else 0


def _qt(missing: list[str]) -> dict[str, object]:
    """Which platform plugin opens a window here, and whether the resources are found."""
    from PySide6 import __version__ as pyside
    from PySide6.QtGui import QGuiApplication, QImageReader

    from desktop.ui.resources import resource_path

    app = QGuiApplication(sys.argv[:1])
    resources = {"/".join(path): resource_path(*path).is_file() for path in _RESOURCES}
    missing.extend(name for name, found in resources.items() if not found)
    formats = sorted(bytes(name.data()).decode() for name in QImageReader.supportedImageFormats())
    if "svg" not in formats:
        missing.append("svg")
    return {"pyside": pyside, "platform_plugin": app.platformName(), "image_formats": formats, "resources": resources}


def _keyring() -> str:
    """The name of the keyring in use; a computer without one is whole all the same."""
    from desktop.core.errors import SecretError
    from desktop.store.secrets import find_keyrings

    try:
        found = find_keyrings()
    except SecretError as error:
        return error.problem.code
    return found[0].name if found else "none: keys are kept until the program ends"


def _http(missing: list[str]) -> str:
    import httpx

    from desktop.api.robofy import Robofy
    from desktop.core.settings import NetworkSettings

    try:
        Robofy(NetworkSettings())
    except OSError:
        missing.append("trust store")
    return httpx.__version__
