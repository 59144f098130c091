"""All parts of this program with their versions and licences: from the list of a package, else what is installed.

The trap: a list that lacks a part is worse than none. A package brings a list that its build has checked; from a
checkout the requirements are followed to their ends, and what is no Python package is named here.
"""

from __future__ import annotations

import platform
import re
import sqlite3
import ssl
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from typing import Final

import msgspec

from desktop import __version__
from desktop.core.part import Part
from desktop.ui.look.resources import resource_path

_LIST: Final = "licences.json"
_ROOTS: Final = (
    *("PySide6-Essentials", "cryptography", "httpx", "keyring", "markdown-it-py", "msgspec", "platformdirs"),
    *("Pygments", "qasync", "socksio", "starlette", "truststore", "uvicorn"),
)
"""The dependencies in pyproject.toml, and what their extras bring: an installed checkout need not be a package."""
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_TEXT: Final = re.compile(r"(?i)(^|/)(LICEN[CS]E|COPYING|NOTICE)[^/]*$")
_SHORT: Final = 60


def all_parts() -> tuple[Part, ...]:
    """By name, the program itself first. Reads files: not for the window's thread."""
    try:
        found = msgspec.json.decode(resource_path(_LIST).read_bytes(), type=tuple[Part, ...])
    except FileNotFoundError:
        found = (*_installed(), *_native())
    own = Part("Robofy Desktop", __version__, "MIT", _own_text(), "https://www.robofy.ai")
    return (own, *sorted(found, key=lambda part: part.name.lower()))


def _installed() -> Iterator[Part]:
    """The distributions that are needed, with what they need."""
    waiting, seen = list(_ROOTS), set[str]()
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # for another system, or an extra that is not wanted
        yield _part(found)
        for line in found.requires or []:
            needed = _NAME.match(line)
            if needed and "extra ==" not in line:
                waiting.append(needed[0])


def _part(found: Distribution) -> Part:
    about = found.metadata
    texts = [file for file in found.files or [] if _TEXT.search(str(file)) and ".py" not in file.suffix]
    text = "\n\n".join(file.read_text("utf-8") for file in texts)
    home = _stated(about, "Home-page") or _stated(about, "Project-URL").partition(", ")[2]
    return Part(about["Name"], found.version, _licence(found), text, home)


def _licence(found: Distribution) -> str:
    about = found.metadata
    if stated := _stated(about, "License-Expression"):
        return stated
    named = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License")]
    stated = _stated(about, "License")
    return " AND ".join(named) or (stated if len(stated) <= _SHORT and "\n" not in stated else "")


def _stated(about: PackageMetadata, name: str) -> str:
    """The first value of a field, empty when there is none."""
    return next(iter(about.get_all(name) or []), "")


def _native() -> Iterator[Part]:
    """What is no Python package."""
    yield Part("Python", platform.python_version(), "PSF-2.0", "", "https://www.python.org")
    yield Part("OpenSSL", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0", "", "https://www.openssl.org")
    yield Part("SQLite", sqlite3.sqlite_version, "blessing", "", "https://sqlite.org")
    text = resource_path("icons", "LICENSE").read_text("utf-8")
    yield Part("Lucide (icons)", "", "ISC", text, "https://lucide.dev")


def _own_text() -> str:
    """The LICENSE of a checkout; a package has it in its list of documents."""
    path = resource_path().parent / "LICENSE"
    return path.read_text("utf-8") if path.is_file() else ""
