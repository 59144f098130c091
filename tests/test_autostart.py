"""Starting with the login: real files, read back as the systems read them."""

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from desktop.autostart import HIDDEN, DesktopEntry, LaunchAgent, RegistryValue, autostart, own_command, quoted
from desktop.core.errors import StoreError

COMMAND = ("/opt/Robofy Desktop/robofy-desktop", HIDDEN)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own place")
def test_it_is_where_the_desktop_looks(tmp_path: Path) -> None:
    made = autostart({"HOME": str(tmp_path), "XDG_CONFIG_HOME": ""})
    assert not made.is_on()
    made.switch(on=True)
    path = tmp_path / ".config" / "autostart" / "robofy-desktop.desktop"
    assert path.exists()
    assert made.is_on()
    made.switch(on=False)
    made.switch(on=False)
    assert list(path.parent.iterdir()) == []
    autostart({"XDG_CONFIG_HOME": str(tmp_path / "other")}).switch(on=True)
    assert (tmp_path / "other" / "autostart" / "robofy-desktop.desktop").exists()


def test_the_desktop_file_is_a_good_one_and_starts_what_it_should(tmp_path: Path) -> None:
    path = tmp_path / "robofy-desktop.desktop"
    DesktopEntry(path, COMMAND).switch(on=True)
    (line,) = [line for line in path.read_text().splitlines() if line.startswith("Exec=")]
    assert shlex.split(line.removeprefix("Exec=")) == list(COMMAND)
    assert f"TryExec={COMMAND[0]}" in path.read_text().splitlines()
    if validator := shutil.which("desktop-file-validate"):
        result = subprocess.run([validator, path], check=False, capture_output=True, text=True)
        assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_odd_characters_reach_the_program_as_they_are() -> None:
    odd = 'a "b" $HOME `c` \\ 100%'
    # The file's own escapes first, then what a launcher takes from the line: field codes, and the words as a shell.
    line = quoted(odd).replace("\\\\", "\\").replace("%%", "%")
    assert subprocess.run(["sh", "-c", f"printf %s {line}"], check=True, capture_output=True, text=True).stdout == odd


@pytest.mark.parametrize("off", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_user_switched_off_elsewhere_is_off(tmp_path: Path, off: str) -> None:
    path = tmp_path / "robofy-desktop.desktop"
    made = DesktopEntry(path, COMMAND)
    made.switch(on=True)
    kept = [line for line in path.read_text().splitlines() if not line.startswith(off.partition("=")[0])]
    path.write_text("\n".join([*kept, off, ""]))
    assert not made.is_on()


def test_a_launch_agent_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "LaunchAgents" / "ai.robofy.desktop.plist"
    made = LaunchAgent(path, COMMAND)
    assert not made.is_on()
    made.switch(on=True)
    agent = plistlib.loads(path.read_bytes())
    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (list(COMMAND), True)
    assert made.is_on()
    path.write_bytes(plistlib.dumps(agent | {"Disabled": True}))
    assert not made.is_on()
    path.write_bytes(b"not a list")
    assert not made.is_on()
    made.switch(on=False)
    assert not path.exists()


def test_a_value_of_the_registry(tmp_path: Path) -> None:
    key = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    made = RegistryValue(key, COMMAND)
    assert not made.is_on()
    made.switch(on=True)
    assert made.is_on()
    assert key.value("robofy-desktop") == '"/opt/Robofy Desktop/robofy-desktop" --hidden'
    made.switch(on=False)
    assert not made.is_on()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("in the way")
    with pytest.raises(StoreError):
        DesktopEntry(tmp_path / "autostart" / "robofy-desktop.desktop", COMMAND).switch(on=True)


def test_the_command_starts_this_program() -> None:
    told = subprocess.run([*own_command(), "--version"], check=True, capture_output=True, text=True, cwd="/")
    assert told.stdout.startswith("robofy-desktop ")


def test_systems_have_their_own_ways(tmp_path: Path) -> None:
    assert isinstance(autostart({"HOME": str(tmp_path)}, "darwin"), LaunchAgent)
    assert isinstance(autostart({"HOME": str(tmp_path)}, "win32"), RegistryValue)
