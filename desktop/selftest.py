"""`--selftest`: whether this installation has all its parts, as JSON; the smoke test of a package.

The traps: Qt aborts the process when it finds no display, and a keyring may hang. Neither may cost the report.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import pkgutil
import platform
import sqlite3
import ssl
import sys
from collections.abc import Iterator, Mapping
from typing import Final

import desktop
from desktop import __version__

_RESOURCES: Final = (
    ("app.svg",),
    ("themes", "light.json"),
    ("themes", "dark.json"),
    ("themes", "high-contrast.json"),
    ("themes", "high-contrast-dark.json"),
    ("themes", "sizes.json"),
    ("themes", "style.qss"),
    ("icons", "plus.svg"),
)
_FROZEN_RESOURCES: Final = (("licences.json",), ("materials.cdx.json",))
_NAMED_IN_STRINGS: Final = ("uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.off", "pygments.lexers.python")
"""What libraries import by a name in a string, where nobody who packs them sees it."""
_KEYRING_PATIENCE: Final = 3.0


def print_selftest() -> int:
    """0 when every part is there, else 1; the object names what is missing under `missing`."""
    missing: list[str] = []
    report = {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "frozen": _is_frozen(),
        "sqlite": _sqlite(missing),
        "tls": ssl.OPENSSL_VERSION,
        **_qt(missing),
        "modules": _modules(missing),
        "keyring": _keyring(),
        "http": _http(missing),
        "missing": missing,
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 1 if missing else 0


def unseen_platform(environment: Mapping[str, str], system: str) -> dict[str, str]:
    """The variable that keeps Qt from aborting where no display is named; empty where one is, or none is needed."""
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return {} if named or system != "linux" else {"QT_QPA_PLATFORM": "offscreen"}


def _qt(missing: list[str]) -> dict[str, object]:
    """Which platform plugin opens a window here, and whether the resources are found."""
    os.environ.update(unseen_platform(os.environ, sys.platform))
    try:
        from PySide6 import __version__ as pyside
        from PySide6.QtGui import QGuiApplication, QImageReader
    except ImportError as error:  # names the shared library that the system lacks
        missing.append(f"Qt: {error}")
        return {}
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    wanted = (*_RESOURCES, *(_FROZEN_RESOURCES if _is_frozen() else ()))
    resources = {"/".join(path): _is_found(path) for path in wanted}
    missing.extend(name for name, found in resources.items() if not found)
    formats = sorted(bytes(name.data()).decode() for name in QImageReader.supportedImageFormats())
    if "svg" not in formats:
        missing.append("svg")
    plugin = app.platformName() if isinstance(app, QGuiApplication) else ""
    return {"pyside": pyside, "platform_plugin": plugin, "image_formats": formats, "resources": resources}


def _is_found(path: tuple[str, ...]) -> bool:
    from desktop.ui.look.resources import resource_path

    try:
        return resource_path(*path).is_file()
    except FileNotFoundError:
        return False


def _is_frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def _sqlite(missing: list[str]) -> str:
    """Its version; the search needs an index that not every build of SQLite has."""
    base = sqlite3.connect(":memory:")
    try:
        base.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='trigram')")
    except sqlite3.OperationalError as error:
        missing.append(f"SQLite: {error}")
    finally:
        base.close()
    return sqlite3.sqlite_version


def _modules(missing: list[str]) -> int:
    """How many modules of ours there are; each is imported, as many are only when they are first needed."""
    if any(name.startswith("Qt: ") for name in missing):
        return 0  # said once, and not for each that needs it
    count = 0
    for name in (*_own_modules(), *_NAMED_IN_STRINGS):
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name}: {error}")
        else:
            count += name.startswith("desktop.")
    return count


def _own_modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(desktop.__path__, "desktop."):
        if not found.name.endswith("__main__"):
            yield found.name


def _keyring() -> str:
    """The name of the keyring in use; a computer without one is whole all the same."""
    from desktop.core.errors import SecretError
    from desktop.store.secrets import find_keyrings, keyring_thread

    thread = keyring_thread()
    try:
        found = thread.call(find_keyrings).result(_KEYRING_PATIENCE)
    except SecretError as error:
        return error.problem.code
    except TimeoutError:
        return "keyring_timeout"
    finally:
        thread.close(0)
    return found[0].name if found else "none: keys are kept until the program ends"


def _http(missing: list[str]) -> str:
    """The version of the client; making one reads the certificates of the system."""
    import httpx

    from desktop.api.ways import Ways
    from desktop.core.chatbot import Profile
    from desktop.core.errors import NetworkError
    from desktop.core.settings import NetworkSettings

    try:
        client = asyncio.run(Ways(NetworkSettings()).find(Profile("", ""))).client
    except OSError:
        missing.append("trust store")
    except NetworkError as error:
        missing.append(error.problem.code)
    else:
        asyncio.run(client.aclose())
    return httpx.__version__
