"""What the tests of the disk share: a history in a fresh folder, a folder without root's rights, a keyring."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.store.history import History, open_history
from tests.conftest import Need

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = open_history(path, busy=0.1)
    yield history
    history.close()


@pytest.fixture
def powerless_folder() -> Iterator[Path]:
    """A folder of ours, while the test runs without root's right to read and write everything."""
    if os.name != "posix":
        pytest.skip("modes of POSIX")
    is_root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="robofy-"))
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    yield folder
    folder.chmod(0o700)
    if is_root:
        os.seteuid(0)
    shutil.rmtree(folder)


@pytest.fixture
def secret_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, need: Need) -> Iterator[SecretService]:
    """A real keyring, which this process finds as the system's."""
    if sys.platform != "linux":
        pytest.skip("the keyring of a Linux desktop")
    from tests.fakes.secret_service import SecretService, missing_tools

    need(missing_tools())
    with SecretService(tmp_path / "keyring") as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        service.wait()
        yield service
        # Connections that the keyring library left open are cycles; they go while the test's own filters hold.
        gc.collect()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A folder on a disk of its own with this many kilobytes, full as soon as they are."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a disk is made by root on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()

    def make(kilobytes: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", str(disk)]
        if subprocess.run(command, check=False, capture_output=True, timeout=20).returncode:
            pytest.skip("no disk can be made here")
        return disk

    yield make
    if os.path.ismount(disk):
        subprocess.run(["umount", "-l", str(disk)], check=True, timeout=20)
