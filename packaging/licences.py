"""The parts that a frozen program carries, with their licences in full: for *About*, and for the list of materials.

The trap: a wheel need not hold the text of its licence, and what is not Python (Qt, OpenSSL, the interpreter) has no
entry in any list of packages. A part without a text fails the build, so that the file is complete or not there.
"""

import json
import platform
import re
import sqlite3
import ssl
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import embedded
from failure import SetupFailure

HERE = Path(__file__).parent
TEXTS = HERE / "licences"

_NAMES = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_TEXT_NAME = re.compile(r"LICEN[CS]E|COPYING|NOTICE", re.IGNORECASE)
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_PLAIN = re.compile(r"[\w.+()-]+( (AND|OR|WITH) [\w.+()-]+)*")
_OF_CRATES = {"asn1": "asn1.txt", "asn1_derive": "asn1.txt", "openssl-sys": "openssl-sys.txt", "pem": "pem.txt"}
"""The texts of those that cannot be had under the licence of Apache."""


@dataclass(frozen=True)
class Part:
    name: str
    version: str  # empty where the part cannot be asked
    licence: str  # an SPDX expression
    text: str
    url: str
    kind: str = "library"  # or "package" for one from PyPI, "crate" for one of Rust: for the list of materials


def locked_names(lock: str) -> list[str]:
    """The packages of a lock file, also those for other systems."""
    return _LOCKED.findall(lock)


def installed(names: Iterable[str]) -> Iterator[Distribution]:
    """The installed ones among these packages; one for another system is not."""
    for name in names:
        try:
            yield distribution(name)
        except PackageNotFoundError:
            continue


def python_parts(names: Iterable[str]) -> Iterator[Part]:
    for found in installed(names):
        yield _part(found)


def stated_parts(names: Iterable[str]) -> Iterator[Part]:
    """What these packages say to be built into them, in CycloneDX lists of their own; not what only helped to."""
    for found in installed(names):
        for file in found.files or []:
            if ".dist-info/sboms/" in file.as_posix() and file.suffix == ".json":
                for component in json.loads(file.read_text(encoding="utf-8")).get("components", []):
                    own = component["name"].startswith(f"{found.name}-")  # a piece of the package itself
                    if component.get("scope") != "excluded" and not own:
                        yield _stated(component)


def embedded_parts(files: Iterable[Path]) -> Iterator[Part]:
    """What is found inside these programs and libraries."""
    for one, version, _ in embedded.found_in(files):
        yield _native(one.name, version, one.licence, one.text, one.url)


def single(parts: Iterable[Part]) -> list[Part]:
    """Each name with each version once, the first that says it."""
    return list({(part.name.partition(" (")[0], part.version): part for part in reversed([*parts])}.values())


def native_parts(carried: Iterable[str]) -> Iterator[Part]:
    """What is no Python package. `carried` are names of files in the frozen folder; Windows and macOS have others."""
    files = list(carried)

    def has(start: str) -> bool:
        return any(file.lower().startswith(start) for file in files)

    yield Part("Python", platform.python_version(), "PSF-2.0", _python_text(), "https://www.python.org")
    yield _native("OpenSSL", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0", "Apache-2.0.txt", "https://www.openssl.org")
    yield _native("SQLite", sqlite3.sqlite_version, "blessing", "sqlite.txt", "https://sqlite.org")
    yield _native("Lucide", "", "ISC", "../../resources/icons/LICENSE", "https://lucide.dev")
    yield _native("Expat", _expat_version(), "MIT", "expat.txt", "https://libexpat.github.io")
    yield _native("libffi", "", "MIT", "libffi.txt", "https://sourceware.org/libffi")
    if has("libbz2") or sys.platform != "linux":
        yield _native("bzip2", "", "bzip2-1.0.6", "bzip2.txt", "https://sourceware.org/bzip2")
    if has("liblzma") or sys.platform != "linux":
        yield _native("XZ Utils (liblzma)", "", "0BSD", "xz.txt", "https://tukaani.org/xz")
    if icu := next((file for file in files if file.startswith("libicudata")), ""):
        yield _native("ICU", icu.rpartition(".")[2], "Unicode-3.0", "icu.txt", "https://icu.unicode.org")


def bootloader() -> Part:
    """PyInstaller's own start, which is part of each frozen program."""
    found = distribution("pyinstaller")
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Part("PyInstaller (start of the program)", found.version, licence, _text(found), "https://pyinstaller.org")


def written(parts: Iterable[Part]) -> str:
    """The JSON that *About* reads; the same for the same parts in any order."""
    ordered = sorted(parts, key=lambda part: (part.name.lower(), part.version))
    lacking = [part.name for part in ordered if not part.text.strip() or not _PLAIN.fullmatch(part.licence)]
    if lacking:
        raise SetupFailure(f"No licence is known of {', '.join(lacking)}. Put its text into packaging/licences.")
    kept = [{name: value for name, value in asdict(part).items() if name != "kind"} for part in ordered]
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def _native(name: str, version: str, licence: str, text: str, url: str) -> Part:
    return Part(name, version, licence, (TEXTS / text).read_text(encoding="utf-8"), url)


def _stated(component: dict[str, Any]) -> Part:
    name, version = component["name"], component.get("version", "")
    if not component.get("purl", "").startswith("pkg:cargo/"):
        known = next((one for one in embedded.MARKED if one.name.lower() == name), None)
        if known is None:
            return Part(name, version, "", "", "")  # fails the build
        return _native(known.name, version, known.licence, known.text, known.url)
    licence = " AND ".join(
        one.get("expression") or one["license"].get("id", "") for one in component.get("licenses", [])
    )
    wanted = [_OF_CRATES[name]] if name in _OF_CRATES else []
    if "Apache-2.0" in licence:
        wanted = ["Apache-2.0.txt", *(["icu.txt"] if "Unicode-3.0" in licence else [])]
    text = "\n\n".join((TEXTS / file).read_text(encoding="utf-8") for file in wanted)
    return Part(name, version, licence, text, f"https://crates.io/crates/{name}", "crate")


def _part(found: Distribution) -> Part:
    meta = found.metadata
    name = meta["Name"]
    if name.startswith(("PySide6", "shiboken6")):
        text = "\n\n".join((TEXTS / file).read_text(encoding="utf-8") for file in ("LGPL-3.0.txt", "GPL-3.0.txt"))
        return Part(f"{name} (Qt)", found.version, "LGPL-3.0-only", text, "https://www.qt.io/qt-for-python", "package")
    return Part(name, found.version, _licence(found), _text(found), _url(found), "package")


def _licence(found: Distribution) -> str:
    meta = found.metadata
    if named := meta.get_all("License-Expression"):
        return str(named[0])
    classified = [line.rpartition(" :: ")[2] for line in meta.get_all("Classifier") or [] if line.startswith("License")]
    stated = str((meta.get_all("License") or [""])[0])
    if _PLAIN.fullmatch(stated) and stated != "UNKNOWN":
        return stated
    return " AND ".join(_NAMES.get(name, name) for name in classified)


def _text(found: Distribution) -> str:
    files = [file for file in found.files or [] if ".dist-info" in str(file) and _TEXT_NAME.search(file.name)]
    return "\n\n".join(file.read_text(encoding="utf-8") for file in sorted(files, key=str))


def _url(found: Distribution) -> str:
    meta = found.metadata
    links = [link.partition(", ")[::2] for link in meta.get_all("Project-URL") or []]
    wanted = [url for name, url in links if name.lower() in {"homepage", "home", "source", "repository"}]
    first = [*wanted, *(meta.get_all("Home-page") or []), *(url for _, url in links)]
    return next((str(url) for url in first if url), f"https://pypi.org/project/{meta['Name']}/")


def _python_text() -> str:
    own = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if own.is_file():
        return own.read_text(encoding="utf-8")
    return _text(distribution("typing_extensions"))  # carries the same text


def _expat_version() -> str:
    from xml.parsers.expat import EXPAT_VERSION

    return EXPAT_VERSION.removeprefix("expat_")
