import os
import stat
import sys
from pathlib import Path

import libraries
import pytest
from failure import SetupFailure
from libraries import Part

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has parts to install")

LACKED = Part("program", "no-such-program", "a-package")
APT_THAT_INSTALLS = """#!/bin/sh
echo "$@ $DEBIAN_FRONTEND" >> "{log}"
case "$*" in *install*) touch "{bin}/no-such-program"; chmod +x "{bin}/no-such-program";; esac
"""
APT_THAT_FAILS = "#!/bin/sh\necho E: Unable to locate package\nexit 100\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is searched for programs before the system's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def _put(program: Path, text: str) -> None:
    program.write_text(text)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_parts_that_are_there_are_found() -> None:
    libraries.provide(
        [Part("library", "libc.so.6", "libc6"), Part("module", "ctypes", "x"), Part("program", "sh", "x")]
    )


def test_each_kind_of_part_is_missed() -> None:
    lacked = [
        LACKED,
        Part("library", "libnothing.so.0", "x"),
        Part("module", "no_such_module", "x"),
        Part("system module", "no_such_module", "x"),
    ]
    assert [part.present() for part in lacked] == [False, False, False, False]


def test_a_person_without_rights_is_told_the_command(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    _put(path / "apt-get", APT_THAT_FAILS)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    twice = [LACKED, LACKED, Part("library", "libnothing.so.0", "libnothing0")]
    with pytest.raises(SetupFailure, match="apt-get install -y --no-install-recommends a-package libnothing0'"):
        libraries.provide(twice)


def test_root_installs_what_is_missing(monkeypatch: pytest.MonkeyPatch, path: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    _put(path / "apt-get", APT_THAT_INSTALLS.format(log=log, bin=path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    libraries.provide([LACKED])
    update, install = log.read_text().splitlines()
    assert "update noninteractive" in update
    assert "install -y --no-install-recommends a-package noninteractive" in install


def test_root_reads_why_the_installation_failed(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    _put(path / "apt-get", APT_THAT_FAILS)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SetupFailure, match="Unable to locate package"):
        libraries.provide([LACKED])


def test_a_package_that_does_not_hold_the_part_is_no_success(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    _put(path / "apt-get", "#!/bin/sh\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SetupFailure, match="lacks no-such-program"):
        libraries.provide([LACKED])


def test_without_apt_the_parts_are_named(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("PATH", str(path))
    with pytest.raises(SetupFailure, match=r"lacks no-such-program\. Install the packages"):
        libraries.provide([LACKED])
