"""Where things live, and that nobody else can look into it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.core.errors import StoreError
from desktop.store.paths import Paths, find_paths


def test_one_folder_for_everything(tmp_path: Path) -> None:
    paths = find_paths({"ROBOFY_DATA_DIR": str(tmp_path / "all")})
    assert paths == Paths(tmp_path / "all", tmp_path / "all", tmp_path / "all" / "logs", tmp_path / "all" / "cache")
    assert paths.history == tmp_path / "all" / "history.db"
    assert paths.recordings == tmp_path / "all" / "recordings"
    assert paths.avatars == tmp_path / "all" / "cache" / "avatars"
    assert paths.settings == tmp_path / "all" / "settings.json"
    assert paths.profiles == tmp_path / "all" / "profiles.json"
    assert paths.leftovers == tmp_path / "all" / "leftover-keys.json"


def test_the_named_folder_may_be_relative_or_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    assert find_paths({"ROBOFY_DATA_DIR": "here"}).data == tmp_path / "here"
    assert find_paths({"ROBOFY_DATA_DIR": "~/there"}).data == tmp_path / "home" / "there"


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of a Linux desktop")
def test_the_folders_of_this_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    paths = find_paths({})
    assert paths.data == tmp_path / "XDG_DATA_HOME" / "Robofy Desktop"
    assert paths.config == tmp_path / "XDG_CONFIG_HOME" / "Robofy Desktop"
    assert paths.log.is_relative_to(tmp_path / "XDG_STATE_HOME" / "Robofy Desktop")
    assert not paths.data.exists()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_new_folders_are_for_this_user_alone(tmp_path: Path) -> None:
    program = (
        "import os; os.umask(0); from desktop.store.paths import find_paths; find_paths(os.environ).create();"
        "find_paths(os.environ).create()"
    )
    environment = os.environ | {"ROBOFY_DATA_DIR": str(tmp_path / "a" / "all")}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
    find_paths({"ROBOFY_DATA_DIR": str(tmp_path / "b")}).create()
    assert (tmp_path / "b" / "logs").is_dir()
    for folder in ("all", "all/logs"):
        assert stat.S_IMODE((tmp_path / "a" / folder).stat().st_mode) == 0o700


def test_a_place_that_cannot_be_written_is_named(powerless_folder: Path) -> None:
    powerless_folder.chmod(0o555)
    with pytest.raises(StoreError) as caught:
        find_paths({"ROBOFY_DATA_DIR": str(powerless_folder / "all")}).create()
    assert caught.value.problem.code == "store_read_only"
    assert str(powerless_folder) in caught.value.problem.sentence
