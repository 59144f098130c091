"""How the last run ended: found out with real processes that crash, are killed, and end in order."""

import faulthandler
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.running import End, LastRun
from desktop.store.running_mark import RunningMark

RUN = """
import os, signal, sys
from pathlib import Path
from desktop.store.running_mark import RunningMark
mark = RunningMark(Path(sys.argv[1], "data"), Path(sys.argv[1], "log"), "1.2.3")
mark.take()
if sys.argv[2] == "end":
    mark.release()
else:
    os.kill(os.getpid(), int(sys.argv[2]))
"""


@pytest.fixture(autouse=True)
def last_words_as_they_were() -> Iterator[None]:
    yield
    if not faulthandler.is_enabled():
        faulthandler.enable(sys.__stderr__ or 2)


def run(folder: Path, how: str) -> int:
    return subprocess.run([sys.executable, "-c", RUN, str(folder), how], check=False, capture_output=True).returncode


def look(folder: Path, boot: Path | None = None) -> LastRun | None:
    made = RunningMark(folder / "data", folder / "log", "2.0.0", *([boot] if boot else []))
    found = made.take()
    made.release()
    return found


def test_a_run_that_ended_in_order_leaves_nothing(tmp_path: Path) -> None:
    assert look(tmp_path) is None
    assert run(tmp_path, "end") == 0
    assert look(tmp_path) is None
    assert list((tmp_path / "data").iterdir()) == []
    assert list((tmp_path / "log").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to crash by")
def test_a_crash_leaves_its_last_words(tmp_path: Path) -> None:
    assert run(tmp_path, str(int(signal.SIGSEGV))) == -signal.SIGSEGV
    found = look(tmp_path)
    assert found is not None
    assert (found.end, found.version) == (End.CRASHED, "1.2.3")
    assert "Segmentation fault" in found.trace
    assert found.started > 0
    assert not found.again
    assert look(tmp_path) is None, "it is told once"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to crash by")
def test_two_crashes_in_a_row_are_told_from_one(tmp_path: Path) -> None:
    run(tmp_path, str(int(signal.SIGSEGV)))
    run(tmp_path, str(int(signal.SIGSEGV)))
    found = look(tmp_path)
    assert found is not None
    assert found.again


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names its boot")
def test_one_that_was_killed_has_not_crashed(tmp_path: Path) -> None:
    assert run(tmp_path, str(int(signal.SIGKILL))) == -signal.SIGKILL
    found = look(tmp_path)
    assert found is not None
    assert (found.end, found.trace) == (End.KILLED, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_after_the_computer_was_started_again_the_power_was_gone(tmp_path: Path) -> None:
    run(tmp_path, str(int(signal.SIGKILL)))
    boot = tmp_path / "boot"
    boot.write_text("another")
    found = look(tmp_path, boot)
    assert found is not None
    assert found.end is End.POWER


@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"[]"])
def test_a_mark_that_cannot_be_read_says_little(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "running.json").write_bytes(content)
    assert look(tmp_path, tmp_path / "no such file") == LastRun(End.POWER)


def test_a_folder_that_cannot_be_made_costs_the_mark_alone(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    assert look(tmp_path) is None


def test_who_listened_before_listens_again(tmp_path: Path) -> None:
    faulthandler.disable()
    look(tmp_path)
    assert not faulthandler.is_enabled()
    faulthandler.enable(sys.__stderr__ or 2)
    look(tmp_path)
    assert faulthandler.is_enabled()
