"""The program as it is started in earnest: a process of its own, on a real display, ended by a signal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.ui.residence.single_instance import InstanceLock
from tests.e2e.conftest import PATIENCE

TICK = 0.05


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "desktop"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()


def until(process: subprocess.Popen[str], condition: Callable[[], object]) -> None:
    """Wait for something that the running program does; its early end is a failure."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(TICK)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to handle")
def test_it_starts_and_ends_in_order_when_the_system_asks(program: subprocess.Popen[str], tmp_path: Path) -> None:
    until(program, (tmp_path / "history.db").exists)
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate(timeout=PATIENCE)
    assert (program.returncode, out, err) == (0, "", "")
    assert (tmp_path / "history.db").exists()
    assert not (tmp_path / "history.db-wal").exists(), "the history was not closed"


def test_a_killed_program_starts_again(program: subprocess.Popen[str], tmp_path: Path) -> None:
    until(program, (tmp_path / "history.db-shm").exists)
    program.kill()
    program.communicate(timeout=PATIENCE)
    (tmp_path / "history.db-shm").unlink()  # it is made anew when the history is open
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(tmp_path)}
    again = subprocess.Popen([sys.executable, "-m", "desktop"], env=environment, text=True)
    try:
        until(again, (tmp_path / "history.db-shm").exists)
    finally:
        again.terminate()
    assert again.wait(PATIENCE) == 0


def test_a_second_start_ends_at_once_and_well(program: subprocess.Popen[str], tmp_path: Path) -> None:
    until(program, (tmp_path / "history.db-shm").exists)
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "desktop"]
    second = subprocess.run(command, env=environment, check=False, timeout=PATIENCE, capture_output=True, text=True)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert program.poll() is None
    beside = subprocess.Popen(command, env={**environment, "ROBOFY_DATA_DIR": str(tmp_path / "other")}, text=True)
    try:
        until(beside, (tmp_path / "other" / "history.db-shm").exists)
    finally:
        beside.terminate()
    assert beside.wait(PATIENCE) == 0


def test_one_that_is_started_while_another_ends_takes_over(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    assert lock.take()
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(tmp_path)}
    following = subprocess.Popen([sys.executable, "-m", "desktop"], env=environment, text=True)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            following.wait(1.5)
        assert not (tmp_path / "history.db").exists()
        lock.release()
        until(following, (tmp_path / "history.db-shm").exists)
    finally:
        following.terminate()
    assert following.wait(PATIENCE) == 0


def test_one_that_cannot_be_reached_is_said_to_be_there(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    assert lock.take()
    environment = {**os.environ, "ROBOFY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "desktop"]
    second = subprocess.run(command, env=environment, check=False, timeout=60, capture_output=True, text=True)
    lock.release()
    assert second.returncode == 1
    assert second.stderr == "Robofy Desktop is running with this data folder, and does not answer.\n"
    assert not (tmp_path / "history.db").exists()
