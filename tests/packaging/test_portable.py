"""The script of the portable folder installs into any folder that somebody names."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from environment import ROOT
from portable_trial import left_in

LINUX = ROOT / "packaging" / "linux"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a script for Linux")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """As the archive lays it out, with a program that says how it was called."""
    root = tmp_path / "unpacked"
    entries, program = root / "share" / "applications", root / "lib" / "robofy-desktop" / "robofy-desktop"
    entries.mkdir(parents=True)
    shutil.copy(LINUX / "robofy-desktop.desktop", entries)
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "started with $*"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (LINUX / "install.sh").read_text(encoding="utf-8").replace("@LIBRARIES@", "")
    (root / "install.sh").write_text(script, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", ["plain", "a & b|c", 'a "b" $HOME `c` \\d\\1 100%u', "it's #1"])
def test_its_entry_starts_the_program_wherever_it_lies(unpacked: Path, tmp_path: Path, name: str) -> None:
    prefix = tmp_path / name
    install(unpacked, prefix)
    entry = (prefix / "share" / "applications" / "robofy-desktop.desktop").read_text(encoding="utf-8")
    assert start(entry) == "started with robofy-chat:new\n"
    install(unpacked, prefix, "--uninstall")
    assert left_in(prefix) == []


def test_what_the_desktop_is_told_has_the_whole_folder(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    told = commands / "update-desktop-database"
    told.write_text(f'#!/bin/sh\necho "$#:$1" >>"{tmp_path}/told"\n', encoding="utf-8")
    told.chmod(0o755)
    monkeypatch.setenv("PATH", str(commands), prepend=":")
    install(unpacked, tmp_path / "with a space")
    assert (tmp_path / "told").read_text(encoding="utf-8") == f"1:{tmp_path}/with a space/share/applications\n"


def install(unpacked: Path, prefix: Path, *words: str) -> None:
    command = ["sh", str(unpacked / "install.sh"), "--prefix", str(prefix), *words]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def start(entry: str) -> str:
    """What the command of a desktop entry says when a link is opened, read by the rules of the specification.

    A value is unescaped first, then split as a shell splits, and the fields are filled in last.
    """
    value = next(line for line in entry.splitlines() if line.startswith("Exec=")).removeprefix("Exec=")
    split = subprocess.run(
        ["sh", "-c", "printf '%s\\n' " + value.replace("\\\\", "\\")], check=True, capture_output=True, text=True
    )
    program, field = split.stdout.splitlines()
    assert field == "%u"
    command = [program.replace("%%", "%"), "robofy-chat:new"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
