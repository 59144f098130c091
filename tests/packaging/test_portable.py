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


def test_an_older_program_without_a_list_is_replaced(unpacked: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"
    old_program(prefix)
    install(unpacked, prefix)
    assert run(prefix) == "started with \n"
    assert [path.name for path in (prefix / "lib").iterdir()] == ["robofy-desktop"]
    assert not (prefix / "lib/robofy-desktop/only-old").exists()
    install(unpacked, prefix, "--uninstall")
    assert left_in(prefix) == []


def test_what_only_the_older_version_installed_goes(unpacked: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"
    install(unpacked, prefix)
    for name in ("share/gone", "share/of-others"):
        (prefix / name).touch()
    with (prefix / "lib/robofy-desktop/installed-files").open("a", encoding="utf-8") as listed:
        listed.write("share/gone\n")
    install(unpacked, prefix)
    assert not (prefix / "share/gone").exists()
    assert (prefix / "share/of-others").exists()
    assert (prefix / "share/applications/robofy-desktop.desktop").exists()


def test_a_replacement_that_fails_leaves_the_older_program(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tmp_path / "prefix"
    old_program(prefix)
    full = tmp_path / "bin" / "mv"
    full.parent.mkdir()
    full.write_text(f'#!/bin/sh\ncase $1 in *.new) exit 1 ;; esac\nexec {shutil.which("mv")} "$@"\n', encoding="utf-8")
    full.chmod(0o755)
    monkeypatch.setenv("PATH", str(full.parent), prepend=":")
    result = script(unpacked, prefix)
    assert result.returncode == 1
    assert "could not be replaced" in result.stderr
    assert "is installed" not in result.stdout
    assert run(prefix) == "old\n"


def test_after_a_replacement_that_was_cut_short_the_older_program_is_back(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tmp_path / "prefix"
    old_program(prefix)
    program = prefix / "lib" / "robofy-desktop"
    program.rename(program.with_name("robofy-desktop.old"))
    full = tmp_path / "bin" / "cp"
    full.parent.mkdir()
    full.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    full.chmod(0o755)
    monkeypatch.setenv("PATH", str(full.parent), prepend=":")
    assert script(unpacked, prefix).returncode != 0
    assert run(prefix) == "old\n"


def test_what_is_installed_is_for_everybody_whatever_the_mask(unpacked: Path, tmp_path: Path) -> None:
    for path in unpacked.rglob("*"):  # as tar unpacks for a person with this mask
        path.chmod(path.stat().st_mode & 0o700)
    prefix = tmp_path / "prefix"
    assert script(unpacked, prefix, umask=0o077).returncode == 0
    closed = [path for path in (prefix, *prefix.rglob("*")) if path.stat().st_mode & 0o044 != 0o044]
    assert closed == []
    assert (prefix / "lib/robofy-desktop/robofy-desktop").stat().st_mode & 0o777 == 0o755


def old_program(prefix: Path) -> None:
    """A program that was put there without the script, so that nothing lists its files."""
    program = prefix / "lib" / "robofy-desktop" / "robofy-desktop"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho old\n", encoding="utf-8")
    program.chmod(0o755)
    (program.parent / "only-old").touch()


def run(prefix: Path) -> str:
    program = prefix / "lib" / "robofy-desktop" / "robofy-desktop"
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout


def install(unpacked: Path, prefix: Path, *words: str) -> None:
    result = script(unpacked, prefix, *words)
    assert (result.returncode, result.stderr) == (0, "")


def script(unpacked: Path, prefix: Path, *words: str, umask: int = -1) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(unpacked / "install.sh"), "--prefix", str(prefix), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, umask=umask)


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
