"""`dev.py package`: makes and checks every package that this system can make, and says what it could not do.

Each step is told in a line with its time; the first finding ends the work.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import debian
import libraries
import product
import publisher
import redhat
import speed
import starting
from digest import file_digest
from environment import Environment, variables
from failure import SetupFailure
from freezing import PACKAGING, Freezer, check
from installed_root import DEBIAN, UBUNTU, Release, fresh_root, make_base
from libraries import Part
from opened_trial import try_opening
from portable import Portable
from portable_trial import try_portable
from redhat_trial import try_rpm
from screen import virtual_screen
from tree import Sources
from trial import Trial
from windows_installer import WindowsInstaller, WineTrial, placeholders

HELP = """\
usage: python3 packaging/dev.py package [--again] [--quick] [--ubuntu]

  --again    make it all a second time, in another folder, and compare: the same sources must give the same hashes
  --quick    only freeze, and check the frozen program
  --ubuntu   try the .deb in the newest Ubuntu LTS too (its archive has no keys in Debian: not verified)

Who publishes names ROBOFY_DESKTOP_CONTACT, an address for mail, and ROBOFY_DESKTOP_SITE, whose folder `screenshots`
has those of this project. Without them the packages name addresses that lead nowhere.
"""

TOOLS = tuple(
    Part("program", program, package)
    for program, package in {
        "appstreamcli": "appstream",
        "debootstrap": "debootstrap",
        "desktop-file-validate": "desktop-file-utils",
        "dpkg-deb": "dpkg",
        "lintian": "lintian",
        "makensis": "nsis",
        "man": "man-db",
        "patchelf": "patchelf",
        "readelf": "binutils",
        "rpmbuild": "rpm",
        "rpmlint": "rpmlint",
        "weston": "weston",
        "wine": "wine",
        "/usr/lib/wine/wine64": "wine64",
        "xdotool": "xdotool",
        "xmllint": "libxml2-utils",
        "xz": "xz-utils",
    }.items()
)
"""`wine` alone may be there without the part that runs programs of 64 bits."""

_PYTHON = f"libpython3.{sys.version_info[1]}"
LIBPYTHON = (Part("library", f"{_PYTHON}.so.1.0", _PYTHON),) if sys.base_prefix == "/usr" else ()
"""What a frozen program carries; the Python of Debian and Ubuntu has it in a package of its own."""

_Result = TypeVar("_Result")


def step(name: str, work: Callable[[], _Result]) -> _Result:
    started = time.monotonic()
    if sys.stdout.isatty():
        print(f"      {name} ...", end="\r", flush=True)
    try:
        found = work()
    except BaseException:
        print(f"FAIL  {name:<48} {time.monotonic() - started:6.1f} s", flush=True)
        raise
    told = f"  {found}" if isinstance(found, str) else ""
    print(f"ok    {name:<48} {time.monotonic() - started:6.1f} s{told}", flush=True)
    return found


def package(arguments: list[str]) -> int:
    if unknown := set(arguments) - {"--again", "--quick", "--ubuntu"}:
        asked = unknown <= {"--help", "-h"}
        print(HELP, end="", file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    unnamed = publisher.unnamed()
    environment = Environment(product.BUILD / "environment")
    on_linux = sys.platform == "linux"
    parts = [*libraries.QT, *libraries.X11, *libraries.WAYLAND, *libraries.SCREEN, *libraries.VENV]
    libraries.provide([*parts, *LIBPYTHON, *(TOOLS if "--quick" not in arguments else _FREEZING_TOOLS)])
    if not environment.is_ready(PACKAGING):
        step("environment", lambda: environment.prepare(PACKAGING))
    freezer = Freezer(environment)
    frozen = step("frozen program", freezer.freeze)
    step("its selftest", lambda: check(freezer.program))
    if "--quick" not in arguments:
        if on_linux:
            _watch(freezer)
            _linux(_sources(freezer), environment, UBUNTU if "--ubuntu" in arguments else None)
        elif sys.platform == "win32":
            _windows(_sources(freezer))
        _write_sums(product.DIST)
    if "--again" in arguments:
        _again(environment, frozen, with_packages=on_linux and "--quick" not in arguments)
    if unnamed:
        print(f"--    for trying, not for publishing: {' and '.join(unnamed)} not set", flush=True)
    return 0


_FREEZING_TOOLS = tuple(part for part in TOOLS if part.name in {"patchelf", "readelf"})


def _sources(freezer: Freezer) -> Sources:
    return Sources(freezer.folder, freezer.prepared, product.version(), product.source_date())


def _watch(freezer: Freezer) -> None:
    """The frozen program on a screen: what it starts, and how fast it starts itself."""
    folder = product.BUILD / "opened"
    shutil.rmtree(folder, ignore_errors=True)
    with virtual_screen() as screen:
        step("a program that it starts", lambda: try_opening(freezer.program, screen, folder))
    source = [str(freezer.environment.python), "-m", "desktop"]
    step("its first paint", lambda: starting.compared([str(freezer.program)], source))


def _again(environment: Environment, frozen: str, *, with_packages: bool) -> None:
    """Everything once more, in another folder, is the same to the last bit."""
    place = product.BUILD / "again"
    shutil.rmtree(place, ignore_errors=True)
    freezer = Freezer(environment, place)
    step("the same program again", lambda: _same(frozen, freezer.freeze()))
    if with_packages:
        sources, work, dist = _sources(freezer), place / "work", place / "dist"
        step("the same .deb again", lambda: _same_file(debian.Debian(sources, work, dist).build()))
        step("the same .tar.xz again", lambda: _same_file(Portable(sources, work, dist).build()))
        step("the same .rpm again", lambda: _same_file(redhat.RedHat(sources, work, dist).build()))


def _linux(sources: Sources, environment: Environment, more: Release | None) -> None:
    work, dist = product.BUILD / "work", product.DIST
    shutil.rmtree(dist, ignore_errors=True)
    maker = debian.Debian(sources, work, dist)
    begun = time.monotonic()
    deb = step(".deb", maker.build)
    print(f"--    making it: {speed.told(time.monotonic() - begun, speed.DEB)}", flush=True)
    step("lintian", lambda: _clean(debian.check(deb)))
    step("desktop entry, metainfo, MIME type, manual", lambda: _validate(deb))
    former = step(".deb of an older version", lambda: _former(maker, sources))
    _try_windows(sources)
    folder = step("portable .tar.xz", Portable(sources, work, dist).build)
    step("  install, replace, remove", lambda: try_portable(folder, product.BUILD / "portable"))
    rpm = step(".rpm", redhat.RedHat(sources, work, dist).build)
    step("rpmlint", lambda: _clean(redhat.check(rpm)))
    if os.geteuid() != 0:
        print("--    not root: .deb and .rpm were not installed", flush=True)
        return
    former_rpm = step(".rpm of an older version", lambda: _former_rpm(sources))
    step("  rpm: install, upgrade, remove", lambda: try_rpm(former_rpm, rpm, product.BUILD / "rpm"))
    for release in (DEBIAN, more):
        if release is not None:
            _try(release, former, deb, environment)


def _former(maker: debian.Debian, sources: Sources) -> Path:
    older = debian.Debian(sources, maker.work, product.BUILD / "former")
    return older.build(product.FORMER, small=False)


def _former_rpm(sources: Sources) -> Path:
    maker = redhat.RedHat(sources, product.BUILD / "work", product.BUILD / "former")
    return maker.build(product.FORMER, small=False)


def _try(release: Release, former: Path, deb: Path, environment: Environment) -> None:
    base = step(f"{release.name}: a minimal system", lambda: make_base(release, product.BUILD / "roots"))
    pictures = product.BUILD / "trial"
    pictures.mkdir(parents=True, exist_ok=True)

    def work() -> str:
        with virtual_screen() as screen, fresh_root(base) as root:
            trial = Trial(root, screen, lambda file: _photograph(environment, screen, file), pictures)
            trial.run(former, deb)
        return ", ".join(f"{name} {speed.told(seconds, speed.INSTALL)}" for name, seconds in trial.timings.items())

    step(f"{release.name}: install, chat, upgrade, remove", work)


def _photograph(environment: Environment, screen: dict[str, str], file: Path) -> int:
    command = [str(environment.python), str(product.ROOT / "packaging" / "photograph.py"), str(file)]
    result = subprocess.run(command, check=True, capture_output=True, text=True, env=variables(**screen))
    return int(result.stdout)


def _try_windows(sources: Sources) -> None:
    folder = product.BUILD / "windows"
    files = placeholders(sources.frozen, folder / "files")

    def compiled(version: str) -> Path:
        return WindowsInstaller(sources.prepared, version).build(files, folder / f"Robofy-Desktop-{version}.exe")

    installer = step("Windows installer, around placeholders", lambda: compiled(sources.version))
    (files / "_internal" / "gone.dll").touch()  # an upgrade takes away what the new version has no more
    former = compiled(product.FORMER)
    step("  wine: install, upgrade, remove", lambda: WineTrial(folder / "prefix").run(former, installer))


def _windows(sources: Sources) -> None:
    output = product.DIST / f"Robofy-Desktop-{sources.version}.exe"
    step("installer", lambda: WindowsInstaller(sources.prepared, sources.version).build(sources.frozen, output))


def _same(first: str, second: str) -> str:
    if first != second:
        raise SetupFailure(f"Two builds of the same sources differ: {first}, {second}.")
    return first


def _same_file(again: Path) -> str:
    """The hash of a package that was made twice."""
    return _same(file_digest(product.DIST / again.name), file_digest(again))


def _clean(findings: list[str]) -> None:
    if findings:
        raise SetupFailure("\n".join(findings))


@contextmanager
def _unpacked(deb: Path) -> Iterator[Path]:
    folder = product.BUILD / "work" / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-x", str(deb), str(folder)], check=True)
    try:
        yield folder / "usr" / "share"
    finally:
        shutil.rmtree(folder)


def _validate(deb: Path) -> None:
    """The files as they are in the package, by the tools of those who read them."""
    name = product.NAME
    with _unpacked(deb) as share:
        commands = [
            ["desktop-file-validate", f"{share}/applications/{name}.desktop"],
            ["appstreamcli", "validate", "--no-net", "--pedantic", f"{share}/metainfo/{product.APP_ID}.metainfo.xml"],
            ["xmllint", "--noout", f"{share}/mime/packages/{name}.xml"],
            ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", f"{share}/man/man1/{name}.1.gz"],
        ]
        for command in commands:
            result = subprocess.run(command, check=False, capture_output=True, text=True)
            if result.returncode != 0 or result.stderr:
                raise SetupFailure(f"{result.stdout}{result.stderr}\n{command[0]} does not accept its file.")
        json.loads((product.BUILD / "prepared" / "parts" / "materials.cdx.json").read_text(encoding="utf-8"))


def _write_sums(dist: Path) -> None:
    """SHA-256 of what is published, in the form that `sha256sum --check` reads."""
    dist.mkdir(exist_ok=True)  # on macOS the disk image is made later, by macos/package.sh
    files = [path for path in sorted(dist.iterdir()) if path.name != "SHA256SUMS"]
    lines = [f"{file_digest(path)}  {path.name}\n" for path in files]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    print("".join(lines), end="", flush=True)
